"""The one entry point: `python -m everloop_container prepare|train|evaluate|track|serve`."""

import argparse
import errno
import os
import signal
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Never

from .environment import Environment, one_thread_for_algebra, read_environment
from .errors import BadInput
from .folders import Folders
from .logs import Log

COMMANDS = {
    "prepare": "processing job: manifests and files to arrays and baselines",
    "train": "training job: arrays to a model",
    "evaluate": "processing job: scores a model on frozen examples",
    "track": "processing job with network: writes figures to an MLflow store",
    "serve": "endpoint: answers /ping and /invocations",
}
# what SageMaker keeps of the failure file
_FAILURE_LENGTH = 1024
_TERMINATED = 128 + signal.SIGTERM


def main(words: Sequence[str]) -> int:
    """The exit status: 0, 1 when the job failed, 143 when it was told to stop."""
    name = words[0] if words and words[0] in COMMANDS else ""
    one_thread_for_algebra()
    command = import_module(f".commands.{name}", __package__) if name else None
    arguments = _parser(name, command).parse_args(words)
    assert command is not None
    log = Log(command=name)
    try:
        environment = read_environment()
        folders = Folders(environment.base)
        log = Log(command=name, job=environment.job)
        if name == "serve":
            command.serve(arguments, folders, environment, log)
            return 0
    except (BadInput, OSError) as error:
        log.error(str(error))
        return 1
    return _run_job(lambda: command.run(arguments, folders, log), environment, log)


def _run_job(job: Callable[[], None], environment: Environment, log: Log) -> int:
    signal.signal(signal.SIGTERM, lambda _number, _frame: _stop(log))
    folders = Folders(environment.base)
    try:
        job()
        return 0
    except Exception as error:
        reason = _reason(error)
        log.error(reason, **({} if isinstance(error, BadInput) else {"trace": traceback.format_exc()}))
        for path in (folders.failure, folders.message):
            _leave(path, reason)
        return 1


def _stop(log: Log) -> Never:
    """At once, without unwinding: results are written last and their description after them, so there is nothing to
    tidy up, and worker threads can't hold the exit back."""
    log.last_words("stopped by SIGTERM, no result was written")
    os._exit(_TERMINATED)


def _reason(error: Exception) -> str:
    """One sentence for a person."""
    if isinstance(error, BadInput):
        return str(error)
    if isinstance(error, MemoryError):
        return "job: memory must suffice for the data, got too little; choose a larger instance or a smaller input_side"
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "job: disk must have room for the outputs, got none left; choose a larger volume"
    return f"job: code must not fail, got {type(error).__name__}: {error}; report it with the job's log"


def _leave(path: Any, reason: str) -> None:
    """Best effort: a full disk must not hide the reason that is in the log already."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(reason[:_FAILURE_LENGTH], encoding="utf-8")
    except OSError:
        return


def _parser(name: str, command: Any) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("everloop_container", description="One container for all jobs of a workload.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    for each, text in COMMANDS.items():
        subparser = subparsers.add_parser(each, help=text, description=text)
        if each == name:
            command.add_arguments(subparser)
    return parser
