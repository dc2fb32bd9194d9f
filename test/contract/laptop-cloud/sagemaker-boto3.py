"""What a stock boto3 script does: train, wait, tune, search, register, list, approve, deploy, wait, invoke, delete,
and execute a pipeline.

Arguments: endpoint, role ARN, bucket, image. Prints one JSON object of what it saw. boto3's own waiters and paginators
are the oracle; they get shorter pauses only.
"""

import json
import sys
import time
import uuid

import boto3
from botocore.exceptions import ClientError, WaiterError

ENDPOINT, ROLE, BUCKET, IMAGE = sys.argv[1:5]
UNIQUE = uuid.uuid4().hex[:8]
QUICK = {"Delay": 1, "MaxAttempts": 60}


def client(service: str):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=ENDPOINT, region_name="us-east-1", **keys)


sagemaker, runtime = client("sagemaker"), client("sagemaker-runtime")


SCORE = {"Name": "score", "Regex": "score=([^;]+);"}
DEFINITION = {
    "RoleArn": ROLE,
    "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File", "MetricDefinitions": [SCORE]},
    "InputDataConfig": [
        {
            "ChannelName": "train",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/data/train"}},
        }
    ],
    "OutputDataConfig": {"S3OutputPath": f"s3://{BUCKET}/boto3"},
    "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
    "StoppingCondition": {"MaxRuntimeInSeconds": 60},
}


def train(name: str, **parameters: str) -> None:
    sagemaker.create_training_job(TrainingJobName=name, HyperParameters=parameters, **DEFINITION)


def tune(name: str) -> dict:
    """Describes the job once it is over; botocore has no waiter for it."""
    sagemaker.create_hyper_parameter_tuning_job(
        HyperParameterTuningJobName=name,
        HyperParameterTuningJobConfig={
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "score"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 4, "MaxParallelTrainingJobs": 2},
            "ParameterRanges": {"ContinuousParameterRanges": [{"Name": "x", "MinValue": "0", "MaxValue": "6"}]},
            "RandomSeed": 1,
        },
        TrainingJobDefinition={**DEFINITION, "StaticHyperParameters": {"answer": "7"}},
    )
    for _ in range(60):
        described = sagemaker.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)
        if described["HyperParameterTuningJobStatus"] not in ("InProgress", "Stopping"):
            return described
        time.sleep(1)
    raise AssertionError(f"{name} must end within a minute")


def refusal(work) -> str:
    try:
        work()
    except (ClientError, WaiterError) as error:
        return str(error)
    raise AssertionError("must be refused")


job = f"boto3-{UNIQUE}"
train(job, answer="9")
sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=job, WaiterConfig=QUICK)
model_data = sagemaker.describe_training_job(TrainingJobName=job)["ModelArtifacts"]["S3ModelArtifacts"]

train(f"{job}-broken", mode="fail")
waiter = sagemaker.get_waiter("training_job_completed_or_stopped")
waiter_refusal = refusal(lambda: waiter.wait(TrainingJobName=f"{job}-broken", WaiterConfig=QUICK))

tuned = tune(f"tuned-{UNIQUE}")
best = tuned["BestTrainingJob"]
waiter.wait(TrainingJobName=best["TrainingJobName"], WaiterConfig=QUICK)
paginator = sagemaker.get_paginator("list_training_jobs_for_hyper_parameter_tuning_job")
trials = [
    one["FinalHyperParameterTuningJobObjectiveMetric"]["Value"]
    for page in paginator.paginate(
        HyperParameterTuningJobName=tuned["HyperParameterTuningJobName"],
        SortBy="FinalObjectiveMetricValue",
        PaginationConfig={"PageSize": 3},
    )
    for one in page["TrainingJobSummaries"]
]
found = sagemaker.get_paginator("search").paginate(
    Resource="TrainingJob",
    SearchExpression={
        "Filters": [
            {"Name": "TuningJobArn", "Operator": "Equals", "Value": tuned["HyperParameterTuningJobArn"]},
            {"Name": "Metrics.score", "Operator": "LessThanOrEqualTo", "Value": str(trials[1])},
        ]
    },
    SortBy="Metrics.score",
    SortOrder="Ascending",
    PaginationConfig={"PageSize": 1},
)
best_two = [one["TrainingJob"]["TrainingJobName"] for page in found for one in page["Results"]]

group = f"group-{UNIQUE}"
sagemaker.create_model_package_group(ModelPackageGroupName=group)
specification = {
    "Containers": [{"Image": IMAGE, "ModelDataUrl": model_data}],
    "SupportedContentTypes": ["text/csv"],
    "SupportedResponseMIMETypes": ["application/json"],
}
for _ in range(3):
    arn = sagemaker.create_model_package(ModelPackageGroupName=group, InferenceSpecification=specification)[
        "ModelPackageArn"
    ]
sagemaker.update_model_package(ModelPackageArn=arn, ModelApprovalStatus="Approved")
pages = sagemaker.get_paginator("list_model_packages").paginate(
    ModelPackageGroupName=group, SortBy="CreationTime", SortOrder="Ascending", PaginationConfig={"PageSize": 1}
)
versions = [
    (one["ModelPackageVersion"], one["ModelApprovalStatus"])
    for page in pages
    for one in page["ModelPackageSummaryList"]
]

sagemaker.create_model(ModelName=job, ExecutionRoleArn=ROLE, PrimaryContainer={"ModelPackageName": arn})
variant = {"VariantName": "AllTraffic", "ModelName": job, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
sagemaker.create_endpoint_config(EndpointConfigName=job, ProductionVariants=[variant])
sagemaker.create_endpoint(EndpointName=job, EndpointConfigName=job)
sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=job, WaiterConfig=QUICK)
answer = runtime.invoke_endpoint(EndpointName=job, Body=b"x", ContentType="text/csv")
sagemaker.delete_endpoint(EndpointName=job)
sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=job, WaiterConfig=QUICK)

pipeline = f"pipeline-{UNIQUE}"
message = {"Std:Join": {"On": " ", "Values": ["refused:", {"Get": "Parameters.Why"}]}}
definition = {
    "Version": "2020-12-01",
    "Parameters": [{"Name": "Why", "Type": "String", "DefaultValue": "no reason"}],
    "Steps": [
        {
            "Name": "Good",
            "Type": "Condition",
            "Arguments": {
                "Conditions": [{"Type": "Equals", "LeftValue": {"Get": "Parameters.Why"}, "RightValue": "none"}],
                "IfSteps": [],
                "ElseSteps": [{"Name": "Refused", "Type": "Fail", "Arguments": {"ErrorMessage": message}}],
            },
        }
    ],
}
sagemaker.create_pipeline(PipelineName=pipeline, RoleArn=ROLE, PipelineDefinition=json.dumps(definition))
executions = [
    sagemaker.start_pipeline_execution(PipelineName=pipeline, PipelineParameters=[{"Name": "Why", "Value": why}])[
        "PipelineExecutionArn"
    ]
    for why in ("none", "too few bags")
]
outcomes = []
for execution in executions:
    while True:
        described = sagemaker.describe_pipeline_execution(PipelineExecutionArn=execution)
        if described["PipelineExecutionStatus"] != "Executing":
            break
        time.sleep(0.1)
    pages = sagemaker.get_paginator("list_pipeline_execution_steps").paginate(
        PipelineExecutionArn=execution, SortOrder="Ascending", PaginationConfig={"PageSize": 1}
    )
    steps = [(step["StepName"], step["StepStatus"]) for page in pages for step in page["PipelineExecutionSteps"]]
    outcomes.append((described["PipelineExecutionStatus"], described.get("FailureReason"), steps))
pages = sagemaker.get_paginator("list_pipeline_executions").paginate(
    PipelineName=pipeline, SortOrder="Ascending", PaginationConfig={"PageSize": 1}
)
listed = [one["PipelineExecutionArn"] for page in pages for one in page["PipelineExecutionSummaries"]]
pages = sagemaker.get_paginator("list_pipeline_parameters_for_execution").paginate(PipelineExecutionArn=executions[1])
parameters = [(one["Name"], one["Value"]) for page in pages for one in page["PipelineParameters"]]
pages = sagemaker.get_paginator("list_pipelines").paginate(PipelineNamePrefix=pipeline)
pipelines = [one["PipelineName"] for page in pages for one in page["PipelineSummaries"]]
sagemaker.delete_pipeline(PipelineName=pipeline)

seen = {
    "outcomes": outcomes,
    "listed": listed == executions,
    "parameters": parameters,
    "pipelines": pipelines == [pipeline],
    "noPipeline": refusal(lambda: sagemaker.start_pipeline_execution(PipelineName=pipeline)),
    "model": json.loads(answer["Body"].read())["model"],
    "tuned": {
        "status": tuned["HyperParameterTuningJobStatus"],
        "counters": tuned["ObjectiveStatusCounters"],
        "bestIsFirst": best["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == trials[0],
        "sorted": trials == sorted(trials) and len(trials) == 4,
        "found": [name.startswith(f"tuned-{UNIQUE}-00") for name in best_two],
        "foundBest": best_two[0] == best["TrainingJobName"],
    },
    "versions": versions,
    "waiterRefusal": waiter_refusal,
    "gone": refusal(lambda: sagemaker.describe_endpoint(EndpointName=job)),
}
print(json.dumps(seen))
