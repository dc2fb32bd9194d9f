"""`serve`: answers /ping, /invocations and /execution-parameters until SIGTERM, one process."""

from argparse import ArgumentParser, Namespace

from ..environment import Environment
from ..fingerprint import content_sha256
from ..folders import Folders
from ..logs import Log
from ..model_folder import workload_of
from ..workloads import find_workload

# load balancers keep connections for 60 s; closing first would race with their next request
_KEEP_ALIVE_SECONDS = 75


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--docs", action="store_true", help="also serve /docs and /openapi.json, for use by hand")


def serve(arguments: Namespace, folders: Folders, environment: Environment, log: Log) -> None:
    import uvicorn

    from ..serving.application import create_application
    from ..serving.identity import Identity

    workload = workload_of(folders.model)
    model = find_workload(workload).load(folders.model)
    content = content_sha256(folders.model)
    identity = Identity(environment.model_package, environment.artifact_sha256, content)
    application = create_application(model, identity, has_docs=arguments.docs, is_filed=environment.is_filed)
    log.say("serving", workload=workload, host=environment.host, port=environment.port, content_sha256=content)
    uvicorn.run(
        application,
        host=environment.host,
        port=environment.port,
        log_level="warning",
        access_log=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
    )
