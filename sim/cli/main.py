"""Runs the command and turns whatever happens into an exit status and one sentence."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from sim.cli.aside import parts_aside
from sim.cli.statuses import BROKEN_PIPE, DONE, INTERRUPTED, UNEXPECTED, WRONG_INPUT
from sim.support.algebra import algebra_on_one_thread

if TYPE_CHECKING:
    import typer

COMPLETION = "_PROXYFIGHT_COMPLETE"
"""What is set when a shell asks what to complete (``--install-completion``)."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Entry point of the installed command."""
    from sim.cli.streams import guarded

    algebra_on_one_thread()
    # Python would look for garbage among all that was loaded, once more, and then end.
    atexit.register(gc.freeze)
    arguments = list(sys.argv[1:] if argv is None else argv)
    with guarded() as stdout_is_open:
        try:
            with parts_aside():
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

    if COMPLETION in os.environ:
        return _complete(os.environ[COMPLETION])

    import typer

    from sim.cli.app import command
    from sim.cli.wording import spoken
    from sim.support.cautions import say_in_one_line

    say_in_one_line()
    try:
        with spoken(arguments), command().make_context("proxyfight", arguments) as context:
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
    except (Exception, SystemExit) as error:
        return _failed(error, arguments)


def _failed(error: Exception | SystemExit, arguments: list[str]) -> int:
    from incentives.parts import BrokenPart, blamed
    from sim.support.files import CannotWrite, of_the_system
    from sim.support.inputs import InputError

    if isinstance(error, OSError):
        error = of_the_system(error) or error
    if isinstance(error, InputError | BrokenPart):
        return _say(str(error), WRONG_INPUT)
    if (part := blamed(error)) is not None:
        return _say(part, WRONG_INPUT)
    if isinstance(error, CannotWrite):
        return _say(str(error), UNEXPECTED)
    if isinstance(error, MemoryError):
        fewer = "fewer worlds, firms or tables need less (`--worlds 16`)"
        return _say(f"there is not enough memory; {fewer}", UNEXPECTED)
    if isinstance(error, SystemExit):
        raise error
    return _unexpected(error, arguments)


def _complete(instruction: str) -> int:
    """Answer a shell, which says in other variables what has been typed so far."""
    from typer.completion import shell_complete

    from sim.cli.app import command

    return shell_complete(command(), {}, "proxyfight", COMPLETION, instruction)


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
    from incentives.sentences import one_line

    print(f"proxyfight: {one_line(sentence)}", file=sys.stderr)
    return status
