/** The AWS CLI command that answers with a signed link to a managed store's page. */
export function openManaged(storeArn: string): string {
  const region = storeArn.split(':')[3] ?? '';
  const [kind, name] = (storeArn.split(':')[5] ?? '').split('/');
  return kind === 'mlflow-app'
    ? `aws sagemaker create-presigned-mlflow-app-url --arn ${storeArn} --region ${region}`
    : `aws sagemaker create-presigned-mlflow-tracking-server-url --tracking-server-name ${name} --region ${region}`;
}
