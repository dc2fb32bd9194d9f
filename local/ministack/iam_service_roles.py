"""AWS services act with the roles they were given, or by the policy of the resource they call."""

import iam_alarms
import iam_deliveries
import iam_function_logs
import iam_pipes
import iam_topics
import iam_workflows


def install() -> None:
    iam_workflows.install()
    iam_pipes.install()
    iam_deliveries.install()
    iam_alarms.install()
    iam_function_logs.install()
    iam_topics.install()
