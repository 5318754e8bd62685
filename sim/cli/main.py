"""Runs the command and turns whatever happens into an exit status and one sentence."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from sim.cli.statuses import DONE, INTERRUPTED, UNEXPECTED, WRONG_INPUT

if TYPE_CHECKING:
    import typer


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the installed command."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _tolerate_any_encoding()
    try:
        status = _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader (`| head`) has what it wanted; keep Python from complaining at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = DONE
    sys.exit(status)


def _run(arguments: list[str]) -> int:
    from sim.support import installation

    try:
        installation.check()
    except installation.InstallationError as error:
        return _say(str(error), UNEXPECTED)

    import typer

    from sim.cli.app import command
    from sim.support.cautions import say_in_one_line

    say_in_one_line()
    try:
        with command().make_context("proxyfight", arguments) as context:
            context.command.invoke(context)
        return DONE
    except typer.Exit as stop:
        return stop.exit_code
    except typer.TyperException as error:
        return _say(_usage(error), WRONG_INPUT)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C would garble the exit
        return _say("interrupted; what is done is kept, the same command continues", INTERRUPTED)
    except BrokenPipeError:
        raise
    except Exception as error:
        from incentives.parts import BrokenPart
        from sim.support.inputs import InputError

        if isinstance(error, InputError | BrokenPart):
            return _say(str(error), WRONG_INPUT)
        return _unexpected(error, arguments)


def _usage(error: typer.TyperException) -> str:
    """Typer's complaint as one sentence that says where help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "proxyfight"
    message = " ".join(error.format_message().split()).rstrip(".")
    for theirs, ours in ((". Did you", "; did you"), ("Input should be", "expected")):
        message = message.replace(theirs, ours)
    stop = " See" if message.endswith("?") else "; see"
    return f"{message[:1].lower()}{message[1:]}{stop} {path} --help"


def _unexpected(error: Exception, arguments: list[str]) -> int:
    from sim.support.faults import brief, unexpected

    if "--debug" in arguments:
        import traceback

        traceback.print_exception(error)
        return _say(brief(error), UNEXPECTED)
    context = f"proxyfight {' '.join(arguments)}"
    return _say(unexpected(error, context, getattr(error, "study_folder", None)), UNEXPECTED)


def _say(sentence: str, status: int) -> int:
    print(f"proxyfight: {sentence}", file=sys.stderr)
    return status


def _tolerate_any_encoding() -> None:
    """Print a question mark rather than fail where a terminal lacks a character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
