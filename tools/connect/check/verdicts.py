"""What to say about a block that invokes ours, judged by where each answer leads."""

from collections.abc import Iterator

from denylist.refusals import DENIED
from tools.connect.blocks import FAILED, LAMBDA_BLOCK, part, word
from tools.connect.check.our_block import Use
from tools.connect.check.reach import Met, read_from_external
from tools.connect.contract import ADD, CHECK_MODULE, STATIC, split_alias
from tools.connect.finding import ADVICE, WRONG
from tools.connect.jsonpath import PATH

ENDS = "DisconnectParticipant"
# Blocks that a caller passes who is turned away. A caller who reaches any other block may be served.
ON_THE_WAY_OUT = frozenset(
    {
        ENDS,
        "Compare",
        "MessageParticipant",
        "TagContact",
        "UnTagContact",
        "UpdateContactAttributes",
        "UpdateContactData",
        "UpdateContactEventHooks",
        "UpdateContactRecordingBehavior",
        "UpdateContactTextToSpeechVoice",
        "UpdateFlowLoggingBehavior",
        "Wait",
        LAMBDA_BLOCK,
    }
)
SERVES = frozenset({"ConnectParticipantWithLexBot", "GetParticipantInput", "TransferContactToQueue"})
NUMBER_CALLED = "$.SystemEndpoint.Address"

type Said = Iterator[tuple[str, str]]  # level, and what is to be done


def said(use: Use) -> Said:
    """Say what is wrong with the block's settings, and with where its answers lead."""
    if use.block.type == LAMBDA_BLOCK:
        yield from _version_and_time(use)
        yield from _parameters(use)
    if not use.block.errors.get(FAILED):
        yield WRONG, f"has no error branch; lead it {_error_branch(use)}"
    if not use.is_whole:
        yield ADVICE, "has too many ways on to be followed; only its settings were checked"
    elif not use.is_heard:
        yield from _unheard(use)
    else:
        yield from _of_an_agent(use) if use.ours == ADD else _of_a_caller(use)


def _version_and_time(use: Use) -> Said:
    arn, alias = split_alias(use.block.function)
    if arn.startswith("arn:") and alias != "live":
        yield ADVICE, f"invokes {alias or 'no alias'}; use the ARN that ends in :live, which updates go to"
    limit, right = str(use.block.parameters.get("InvocationTimeLimitSeconds")), str(use.ours.seconds)
    if limit.isdecimal() and limit != right:
        yield ADVICE, f"has a time limit of {limit} s; {use.ours.name} is made for {right} s"
    if use.block.parameters.get("InvocationType") == "ASYNCHRONOUS":
        yield WRONG, "is invoked without waiting for the answer; choose synchronous"


def _parameters(use: Use) -> Said:
    given, name = part(use.block.parameters, "LambdaInvocationAttributes"), use.ours.name
    if unread := sorted(set(given) - set(use.ours.reads)):
        yield ADVICE, f"passes {', '.join(unread)}, which {name} does not read; it reads {', '.join(use.ours.reads)}"
    if given.get("CustomerNumber") == NUMBER_CALLED:
        yield WRONG, f"passes {NUMBER_CALLED}, the number that was called; pass the customer's, or nothing"
    for parameter, taken in STATIC.items():
        said = word(given.get(parameter))
        if parameter in use.ours.reads and not PATH.search(said) and said not in taken:
            yield WRONG, f"passes the {parameter} {said}, which is refused; use {', '.join(taken[1:])}"


def _error_branch(use: Use) -> str:
    return "to words that the flag may have failed" if use.ours == ADD else "where callers go who are not denied"


def _unheard(use: Use) -> Said:
    """The answer makes no difference. No message if it is compared with an impossible value: another says that."""
    met, compare = next(iter(use.met.values())), f"compare {use.ours.compare}"
    readers = [name for name in sorted(met.blocks) if read_from_external(use.blocks[name]) & set(use.ours.values)]
    late = [name for name in readers if name in met.perhaps]
    passed_on = [name for name in readers if name in met.surely and not use.blocks[name].compared]
    compared = [name for name in readers if name in met.surely and use.blocks[name].compared]
    if any(finding.level == WRONG for finding in use.misread()):
        return
    if use.ours == ADD:
        yield ADVICE, f"is asked, and the agent hears the same for every answer; {compare}"
    elif passed_on or "TransferToFlow" in _types(use, met):
        yield ADVICE, f"is asked, and nothing here depends on the answer; in the flow that gets the contact, {compare}"
    elif late and use.ours != CHECK_MODULE:
        yield WRONG, f"is compared only at {late[0]}, where $.External is another function's; {compare} before that"
    elif unsettled := [use.blocks[name].compared for name in compared if not _is_settled(use, name)]:
        yield WRONG, f"is judged by {unsettled[0]}, which does not say whether a caller is denied; {compare}"
    else:
        yield WRONG, f"is asked, and all callers go the same way for every answer, denied or not; {compare}"


def _is_settled(use: Use, name: str) -> bool:
    """Whether a block reads a member that tells denied callers from others. Some, such as Status, do not."""
    certain = set[str]().union(*use.ours.answers.values())
    return bool(read_from_external(use.blocks[name]) & certain)


def _of_a_caller(use: Use) -> Said:
    denied, allowed, failed = use.met["denied"], use.met["allowed"], use.failed
    if _is_way_out(use, allowed) and _types(use, denied) & SERVES:
        yield WRONG, "turns away callers who are not denied, and lets the denied ones in; swap the branches"
        return
    as_denied = failed.blocks and failed.blocks <= denied.blocks and not failed.blocks <= allowed.blocks
    if as_denied or (_is_way_out(use, failed) and not _is_way_out(use, allowed)):
        yield WRONG, f"turns callers away when it fails; lead its error branch {_error_branch(use)}"
    for case, level in (("withheld", ADVICE), ("unknown", WRONG)):
        if case in use.met and _is_way_out(use, use.met[case]) and not _is_way_out(use, allowed):
            yield level, f"turns callers away whose answer is {case}; only denied ones should be"


def _of_an_agent(use: Use) -> Said:
    added, others = set[str](), set[str]()
    for case, met in use.met.items():
        (added if case in DENIED else others).update(met.blocks)
    failed = use.failed.blocks
    if failed and failed <= added and not failed <= others:
        yield WRONG, f"tells agents of success when it fails; lead its error branch {_error_branch(use)}"


def _types(use: Use, met: Met) -> set[str]:
    return {use.blocks[name].type for name in met.blocks}


def _is_way_out(use: Use, met: Met) -> bool:
    types = _types(use, met)
    return ENDS in types and types <= ON_THE_WAY_OUT
