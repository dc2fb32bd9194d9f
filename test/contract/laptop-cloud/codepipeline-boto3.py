"""What a stock boto3 script does with a pipeline: create it, read its state, approve, list, stop, delete, and run a build.

Arguments: endpoint, pipeline role ARN, bucket with source.zip, build role ARN. Prints one JSON object of what it
saw.
boto3's own paginators and error classes are the oracle: it parses every answer by the official API model.
"""

import json
import sys
import time
import uuid

import boto3

ENDPOINT, ROLE, BUCKET, BUILD_ROLE = sys.argv[1:5]
NAME = f"boto3-{uuid.uuid4().hex[:8]}"


def client(service: str):
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    return boto3.client(service, endpoint_url=ENDPOINT, region_name="us-east-1", **keys)


codepipeline, codebuild = client("codepipeline"), client("codebuild")


def until(look):
    """What `look` gives once it gives something, within 30 s."""
    deadline = time.time() + 30
    while time.time() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.2)
    raise TimeoutError(look)


def action(name: str, category: str, provider: str, **rest: object) -> dict:
    kind = {"category": category, "owner": "AWS", "provider": provider, "version": "1"}
    return {"name": name, "actionTypeId": kind, **rest}


source = action(
    "Object",
    "Source",
    "S3",
    configuration={"S3Bucket": BUCKET, "S3ObjectKey": "source.zip", "PollForSourceChanges": "false"},
    outputArtifacts=[{"name": "Source"}],
    namespace="SourceVariables",
)
DECLARATION = {
    "name": NAME,
    "roleArn": ROLE,
    "artifactStore": {"type": "S3", "location": BUCKET},
    "pipelineType": "V2",
    "executionMode": "QUEUED",
    "variables": [{"name": "Model", "defaultValue": "none"}],
    "stages": [
        {"name": "Source", "actions": [source]},
        {"name": "Approve", "actions": [action("Person", "Approval", "Manual")]},
    ],
}


def status(execution: str) -> str:
    found = codepipeline.get_pipeline_execution(pipelineName=NAME, pipelineExecutionId=execution)
    return found["pipelineExecution"]["status"]


def token(execution: str) -> str:
    """The approval's token, once this execution waits for it."""

    def look():
        stage = codepipeline.get_pipeline_state(name=NAME)["stageStates"][1]
        if stage.get("latestExecution", {}).get("pipelineExecutionId") != execution:
            return None
        return stage["actionStates"][0].get("latestExecution", {}).get("token")

    return until(look)


def decide(execution: str, answer: str) -> object:
    where = {"pipelineName": NAME, "stageName": "Approve", "actionName": "Person"}
    result = {"status": answer, "summary": f"{answer} by a script"}
    return codepipeline.put_approval_result(**where, token=token(execution), result=result)["approvedAt"]


def over(execution: str) -> str:
    until(lambda: status(execution) not in ("InProgress", "Stopping"))
    return status(execution)


created = codepipeline.create_pipeline(pipeline=DECLARATION, tags=[{"key": "team", "value": "photos"}])
[started] = codepipeline.list_pipeline_executions(pipelineName=NAME)["pipelineExecutionSummaries"]
first = started["pipelineExecutionId"]
approved_at = decide(first, "Approved")
outcomes = [over(first)]

variables = [{"name": "Model", "value": "m-2"}]
second = codepipeline.start_pipeline_execution(name=NAME, variables=variables)["pipelineExecutionId"]
decide(second, "Rejected")
outcomes.append(over(second))

third = codepipeline.start_pipeline_execution(name=NAME)["pipelineExecutionId"]
token(third)
codepipeline.stop_pipeline_execution(pipelineName=NAME, pipelineExecutionId=third, abandon=True, reason="enough")
outcomes.append(over(third))

executions = [
    summary["pipelineExecutionId"]
    for page in codepipeline.get_paginator("list_pipeline_executions").paginate(
        pipelineName=NAME, PaginationConfig={"PageSize": 2}
    )
    for summary in page["pipelineExecutionSummaries"]
]
runs = [
    (detail["actionName"], detail["status"])
    for page in codepipeline.get_paginator("list_action_executions").paginate(
        pipelineName=NAME, filter={"pipelineExecutionId": second}
    )
    for detail in page["actionExecutionDetails"]
]
listed = NAME in [
    pipeline["name"]
    for page in codepipeline.get_paginator("list_pipelines").paginate(PaginationConfig={"PageSize": 1})
    for pipeline in page["pipelines"]
]
arn = codepipeline.get_pipeline(name=NAME)["metadata"]["pipelineArn"]
tags = codepipeline.list_tags_for_resource(resourceArn=arn)["tags"]
codepipeline.delete_pipeline(name=NAME)
try:
    codepipeline.get_pipeline_state(name=NAME)
    gone = "is still there"
except codepipeline.exceptions.PipelineNotFoundException as error:
    gone = str(error)

buildspec = json.dumps({"version": "0.2", "phases": {"build": {"commands": ["echo hello"]}}})
codebuild.create_project(
    name=NAME,
    serviceRole=BUILD_ROLE,
    source={"type": "NO_SOURCE", "buildspec": buildspec},
    artifacts={"type": "NO_ARTIFACTS"},
    environment={"type": "LINUX_CONTAINER", "image": "standard:7.0", "computeType": "BUILD_GENERAL1_SMALL"},
)
build = codebuild.start_build(projectName=NAME)["build"]["id"]
until(lambda: codebuild.batch_get_builds(ids=[build])["builds"][0]["buildComplete"])
built = codebuild.batch_get_builds(ids=[build])["builds"][0]
took = (built["endTime"] - built["startTime"]).total_seconds()
codebuild.delete_project(name=NAME)

print(
    json.dumps(
        {
            "version": created["pipeline"]["version"],
            "approved": approved_at.year > 2000,
            "outcomes": outcomes,
            "ordered": executions == [third, second, first],
            "runs": runs,
            "listed": listed,
            "tags": tags,
            "gone": gone,
            "build": built["buildStatus"],
            "inOrder": took >= 0,
        }
    )
)
