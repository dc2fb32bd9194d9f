"""iam:PassRole: who hands a role to a service must be allowed to.

AWS checks it on the caller for every operation that takes a role, with iam:PassedToService; MiniStack never did.
"""

from collections.abc import Iterable

from iam_decisions import Need
from iam_requests import NEEDS, Request

# Action -> (members that carry the role, the service it is passed to).
_PASSES: dict[str, tuple[tuple[str, ...], str]] = {
    "lambda:CreateFunction": (("Role",), "lambda.amazonaws.com"),
    "lambda:UpdateFunctionConfiguration": (("Role",), "lambda.amazonaws.com"),
    "states:CreateStateMachine": (("roleArn",), "states.amazonaws.com"),
    "states:UpdateStateMachine": (("roleArn",), "states.amazonaws.com"),
    "pipes:CreatePipe": (("RoleArn",), "pipes.amazonaws.com"),
    "pipes:UpdatePipe": (("RoleArn",), "pipes.amazonaws.com"),
    "scheduler:CreateSchedule": (("Target.RoleArn",), "scheduler.amazonaws.com"),
    "scheduler:UpdateSchedule": (("Target.RoleArn",), "scheduler.amazonaws.com"),
    "events:PutRule": (("RoleArn",), "events.amazonaws.com"),
    "events:PutTargets": (("Targets.RoleArn",), "events.amazonaws.com"),
    "cloudformation:CreateStack": (("RoleARN",), "cloudformation.amazonaws.com"),
    "cloudformation:UpdateStack": (("RoleARN",), "cloudformation.amazonaws.com"),
    "cloudformation:DeleteStack": (("RoleARN",), "cloudformation.amazonaws.com"),
    "cloudformation:CreateChangeSet": (("RoleARN",), "cloudformation.amazonaws.com"),
    "codepipeline:CreatePipeline": (("pipeline.roleArn",), "codepipeline.amazonaws.com"),
    "codepipeline:UpdatePipeline": (("pipeline.roleArn",), "codepipeline.amazonaws.com"),
    "codebuild:CreateProject": (("serviceRole",), "codebuild.amazonaws.com"),
    "codebuild:UpdateProject": (("serviceRole",), "codebuild.amazonaws.com"),
    "sagemaker:CreatePipeline": (("RoleArn",), "sagemaker.amazonaws.com"),
    "sagemaker:UpdatePipeline": (("RoleArn",), "sagemaker.amazonaws.com"),
    "sagemaker:CreateTrainingJob": (("RoleArn",), "sagemaker.amazonaws.com"),
    "sagemaker:CreateProcessingJob": (("RoleArn",), "sagemaker.amazonaws.com"),
    "sagemaker:CreateModel": (("ExecutionRoleArn",), "sagemaker.amazonaws.com"),
    "sagemaker:CreateHyperParameterTuningJob": (
        ("TrainingJobDefinition.RoleArn", "TrainingJobDefinitions.RoleArn"),
        "sagemaker.amazonaws.com",
    ),
}


def _values(request: Request, member: str) -> list[str]:
    """The role ARNs under a dotted member; a list on the way is walked."""
    if "." not in member:
        return [request.field(member)]
    outer, inner = member.split(".")
    value = request.json.get(outer)
    holders = value if isinstance(value, list) else [value]
    return [str(holder.get(inner) or "") for holder in holders if isinstance(holder, dict)]


def passed_roles(request: Request) -> Iterable[Need]:
    """One iam:PassRole for each role the call hands over."""
    members, service = _PASSES.get(request.action, ((), ""))
    for member in members:
        for role in _values(request, member):
            if role:
                yield Need("iam:PassRole", role, "iam", {"iam:PassedToService": service})


def install() -> None:
    NEEDS.append(passed_roles)
