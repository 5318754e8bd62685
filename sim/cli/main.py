"""Runs the command and turns whatever happens into an exit status and one sentence."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from sim.cli.statuses import BROKEN_PIPE, DONE, INTERRUPTED, UNEXPECTED, WRONG_INPUT

if TYPE_CHECKING:
    import typer


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the installed command."""
    from sim.cli.streams import guarded

    arguments = list(sys.argv[1:] if argv is None else argv)
    with guarded() as stdout_is_open:
        try:
            status = _refused(arguments, stdout_is_open) or _run(arguments)
            sys.stdout.flush()
        except BrokenPipeError:
            status = BROKEN_PIPE  # the reader (`| head`) has what it wanted
        except Exception as error:  # what is flushed last does not fit on a full disk
            status = _failed(error, arguments)
    sys.exit(status)


def _refused(arguments: list[str], stdout_is_open: bool) -> int:
    """What is wrong before any command is looked at."""
    if not stdout_is_open:
        return _say("standard output is closed; expected it open, if only > /dev/null", WRONG_INPUT)
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            shown = argument.encode(errors="surrogateescape").decode(errors="backslashreplace")
            return _say(f"{shown}: is not UTF-8; expected names in UTF-8", WRONG_INPUT)
    return 0


def _run(arguments: list[str]) -> int:
    from sim.support import installation

    try:
        installation.check()
    except installation.InstallationError as error:
        return _say(str(error), UNEXPECTED)

    import typer

    from sim.cli.app import command

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
        return _failed(error, arguments)


def _failed(error: Exception, arguments: list[str]) -> int:
    from incentives.parts import BrokenPart
    from sim.support.files import CannotWrite, of_the_system
    from sim.support.inputs import InputError

    if isinstance(error, OSError):
        error = of_the_system(error) or error
    if isinstance(error, InputError | BrokenPart):
        return _say(str(error), WRONG_INPUT)
    if isinstance(error, CannotWrite):
        return _say(str(error), UNEXPECTED)
    if isinstance(error, MemoryError):
        fewer = "fewer worlds, firms or tables need less (`--worlds 16`)"
        return _say(f"there is not enough memory; {fewer}", UNEXPECTED)
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
    from sim.cli.output import printable

    print(f"proxyfight: {printable(sentence)}", file=sys.stderr)
    return status
