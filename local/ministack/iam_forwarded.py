"""Resource ARNs of the services that the local service answers.

ARN forms: Service Authorization Reference of SageMaker, CodePipeline, CodeBuild, CodeCommit and CodeConnections.
SageMaker puts names in lower case into its ARNs.
"""

from iam_requests import Request

# The first member present names the resource; a version and an execution are named by their ARN.
_SAGEMAKER = {
    "TrainingJobName": "training-job",
    "ProcessingJobName": "processing-job",
    "TransformJobName": "transform-job",
    "HyperParameterTuningJobName": "hyper-parameter-tuning-job",
    "PipelineName": "pipeline",
    "EndpointName": "endpoint",
    "EndpointConfigName": "endpoint-config",
    "ModelName": "model",
    "ModelPackageGroupName": "model-package-group",
    "ExperimentName": "experiment",
    "TrialName": "experiment-trial",
    "TrialComponentName": "experiment-trial-component",
    "MlflowTrackingServerName": "mlflow-tracking-server",
    "FeatureGroupName": "feature-group",
}
_SAGEMAKER_ARNS = (
    "ModelPackageName",
    "ModelPackageArn",
    "PipelineExecutionArn",
    "ResourceArn",
    "MlflowAppArn",
    "ArtifactArn",
    "SourceArn",
)
# Listed as actions without a resource type although their requests name one.
_SAGEMAKER_WITHOUT_RESOURCE = {"sagemaker:ListAssociations", "sagemaker:ListTrainingJobs", "sagemaker:Search"}
# Authorised on the versions of the group that they name.
_SAGEMAKER_ON_VERSIONS = {"sagemaker:CreateModelPackage", "sagemaker:ListModelPackages"}


def _sagemaker(request: Request, prefix: str) -> str:
    if request.path.startswith("/endpoints/"):
        return f"{prefix}endpoint/{request.path.split('/')[2].lower()}"
    if request.action in _SAGEMAKER_WITHOUT_RESOURCE:
        return "*"
    # CreateEndpoint also needs its endpoint-config; the endpoint is named first by AWS.
    for member in _SAGEMAKER_ARNS:
        if request.field(member).startswith("arn:"):
            return request.field(member)
    if request.action in _SAGEMAKER_ON_VERSIONS and request.field("ModelPackageGroupName"):
        return f"{prefix}model-package/{_last(request.field('ModelPackageGroupName')).lower()}/*"
    for member, kind in _SAGEMAKER.items():
        name = request.field(member)
        if name:
            return name if name.startswith("arn:") else f"{prefix}{kind}/{name.lower()}"
    if request.field("ModelPackageName"):
        return f"{prefix}model-package/{request.field('ModelPackageName').lower()}"
    return "*"


def _codepipeline(request: Request, prefix: str) -> str:
    pipeline = request.json.get("pipeline")
    name = request.field("pipelineName") or request.field("name")
    name = name or (pipeline.get("name", "") if isinstance(pipeline, dict) else "")
    if not name:
        return request.field("resourceArn") or "*"
    stage, action = request.field("stageName"), request.field("actionName")
    return prefix + "/".join(part for part in (name, stage, action) if part)


def _codebuild(request: Request, prefix: str) -> str:
    names = request.json.get("names") or request.json.get("ids")
    listed = str(names[0]).split(":")[0] if isinstance(names, list) and names else ""
    name = request.field("projectName") or request.field("name") or request.field("id").split(":")[0] or listed
    return f"{prefix}project/{_last(name)}" if name else "*"


def _codecommit(request: Request, prefix: str) -> str:
    names = request.json.get("repositoryNames")
    name = request.field("repositoryName") or (str(names[0]) if isinstance(names, list) and names else "")
    return prefix + name if name else "*"


def _connections(request: Request, _prefix: str) -> str:
    return request.field("ConnectionArn") or request.field("ResourceArn") or "*"


def forwarded_resource(request: Request) -> str:
    """The ARN a call to a forwarded service is authorised on; '*' for operations without a resource."""
    find = {
        "sagemaker": _sagemaker,
        "sagemaker-runtime": _sagemaker,
        "codepipeline": _codepipeline,
        "codebuild": _codebuild,
        "codecommit": _codecommit,
        "codeconnections": _connections,
        "codestar-connections": _connections,
    }.get(request.service)
    namespace = "sagemaker" if request.service == "sagemaker-runtime" else request.service
    return find(request, f"arn:aws:{namespace}:{request.region}:{request.account}:") if find else "*"


def _last(name_or_arn: str) -> str:
    return name_or_arn.rsplit("/", 1)[-1]
