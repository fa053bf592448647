"""From one intent to one fulfillment: submit it, reconcile if no answer came, read it back, and record it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import structs

from tracking.errors import (
    AccessDenied,
    NotFound,
    OutcomeUnknown,
    Refused,
    ShopError,
    Throttled,
    Unauthorized,
    Unreachable,
)
from tracking.fulfillment.answers import not_that_one
from tracking.fulfillment.believing import believed, double, looks_double, not_there
from tracking.fulfillment.effects import Ask, Keep, Steps, Trials, patiently
from tracking.fulfillment.fulfilled_before import Amendment, joined_tracking
from tracking.fulfillment.job import Job
from tracking.fulfillment.planning import allocate, is_live, taken, why_not
from tracking.fulfillment.reconcile import (
    Changed,
    FoundFulfillment,
    View,
    baseline,
    differences,
    same_numbers,
)
from tracking.fulfillment.steps import look, problem_of, settle
from tracking.fulfillment.values import CreateFulfillment, Fulfillment
from tracking.resolving.results import Problem

if TYPE_CHECKING:
    from tracking.fulfillment.intent import Intent

__all__ = ["UNDECIDED", "adopted", "amended", "decided", "read_back", "submit"]

UNDECIDED = ("sending", "unknown")


def submit(job: Job, view: View | None) -> Steps[Intent]:
    """Bring an intent to its end. ``view`` is the order, if it was read a moment ago."""
    if job.intent.state in UNDECIDED:
        job, view = yield from decided(job)
        if job.intent.state != "planned":
            return job.intent
    if twin := _twin(job):
        problem = Problem("twin_unknown", f"{twin.key} asks for the same and is {twin.state}; decide that one first")
        return (yield from job.ended("failed", "not sent", problem))
    job.tell("planned", part=job.intent.body.part)
    try:
        return (yield from _send(job, view))
    except ShopError as error:
        # Only reading raises here: a call under way is reconciled before anything else.
        return (yield from job.ended("failed", "the order could not be read", problem_of(error)))


def decided(job: Job) -> Steps[tuple[Job, View | None]]:
    """Find out what became of an intent that was left under way or unknown."""
    # The time counts from now. When the intent was recorded is another clock's word, or this one's from before a jump.
    return (yield from _reconciled(job, job.hold.around.clock.monotonic(), "found under way"))


def _send(job: Job, view: View | None) -> Steps[Intent]:
    part, trials, turned = job.intent.body.part, Trials(job.hold.around.policy, job.hold.around.clock), False
    while True:
        view = view or (yield from look(job.hold))
        lines = allocate(part, view.orders)
        if lines is None:
            return (yield from _instead(job, view, lambda one: taken(one) == part.lines))
        before = baseline(part, view)
        intent = yield Keep(job.hold.around.journal.send, (job.intent, before, job.hold.owner))
        job = job._replace(intent=intent)
        job.tell("sent", attempt=intent.attempts)
        request = CreateFulfillment(
            lines=lines,
            tracking=job.intent.body.tracking,
            notify_customer=job.notify,
            order_id=job.hold.order_id,
            units=part.lines,
        )
        try:
            fulfillment = yield Ask("create", (request,), last_look=job.hold.renew)
            yield from believed(job, fulfillment)
        except (Throttled, Unreachable) as error:
            seconds = trials.after(error)
            if seconds is None:
                return (yield from job.ended("failed", f"not done: {error}", problem_of(error)))
            job, view = (yield from job.moved("planned", f"not done: {error}")), None
            yield from job.hold.wait(seconds)
        except OutcomeUnknown as error:
            job, view = yield from _reconciled(job, job.hold.around.clock.monotonic(), str(error))
            if job.intent.state != "planned":
                return job.intent
            if trials.after(error) is None:
                return (yield from job.ended("failed", "given up", problem_of(error)))
        except (Refused, NotFound) as error:
            # A shop may say this about what was done before, and about fulfillment orders that have new ids by now.
            job = yield from job.moved("planned", f"refused: {error}")
            view = yield from look(job.hold)
            verdict = job.judged(view)
            if isinstance(verdict, FoundFulfillment):
                return (yield from _found(job, verdict, "done before")).intent
            again = allocate(part, view.orders)
            if again is not None and (again == lines or turned):
                return (yield from job.ended("refused", str(error), problem_of(error)))
            turned = True
        except (Unauthorized, AccessDenied) as error:
            return (yield from job.ended("failed", str(error), problem_of(error)))
        else:
            return (yield from _done(job, fulfillment, "created", *(yield from looks_double(job, fulfillment))))


def _instead(job: Job, view: View, fits: Callable[[Fulfillment], bool]) -> Steps[Intent]:
    """End an intent whose units have gone since it was planned: they were fulfilled, with its number or without."""
    asked = job.intent.body.tracking
    live = [one for one in view.fulfillments if is_live(one) and fits(one) and one.id not in job.accounted]
    mine = [one for one in live if asked.numbers and same_numbers(asked, one.tracking)]
    if mine:
        return (yield from adopted(job, mine[0]))
    why = why_not(view.orders, view.fulfillments, job.intent.body.shipment.lines)
    return (yield from job.ended("refused", why.message, why))


def adopted(job: Job, fulfillment: Fulfillment) -> Steps[Intent]:
    """End an intent that was done before, without this journal's knowledge."""
    there = Problem("already_there", f"fulfillment {fulfillment.id} was there with this number; it was not sent again")
    differ = differences(job.intent.body.tracking, fulfillment.tracking)
    return (yield from job.moved("done", "was there", there, *differ, fulfillment=fulfillment)).intent


def amended(job: Job, change: Amendment, then: Intent | None = None) -> Steps[Intent]:
    """Put the intent's numbers on a fulfillment that is there; a number that it has stays beside them where it is to.

    ``then`` is the intent as the journal has it, where it made the fulfillment without a number.
    """
    before, body = change.fulfillment, job.intent.body
    holder = next((one for one in job.others if one.fulfillment_id == before.id), None)
    beside = change.how == "add" and bool(before.tracking.numbers)
    if beside:
        body = structs.replace(body, tracking=joined_tracking(before.tracking, body.tracking))
    if beside and holder is not None:
        body = structs.replace(body, beside=before.id)
    job = job._replace(intent=structs.replace(job.intent, body=body))
    try:
        fulfillment = yield from _updated(job, before)
    except (Refused, NotFound) as error:
        return (yield from _not_amended(job, then, "refused", problem_of(error)))
    except ShopError as error:
        return (yield from _not_amended(job, then, "failed", problem_of(error)))
    told = change.told(done=True)
    if body.beside is None:
        return (yield from _done(job, fulfillment, "tracking updated", told))
    body = structs.replace(body, found=fulfillment.tracking)
    differ = differences(body.tracking, fulfillment.tracking)
    job = job._replace(intent=structs.replace(job.intent, body=body))
    return (yield from job.ended("added", f"number added to fulfillment {before.id}", told, *differ))


def _not_amended(job: Job, then: Intent | None, state: str, problem: Problem) -> Steps[Intent]:
    """Say what is wrong; what was made without a number stays as it was written down, to be found by the next run."""
    if then is None:
        return (yield from job.ended(state, "tracking not updated", problem))
    yield Keep(job.hold.around.journal.note, (then, f"tracking not updated: {problem.message}"))
    body = structs.replace(job.intent.body, part=then.body.part, problems=(*job.warnings, problem))
    return structs.replace(job.intent, state=state, body=body, fulfillment_id=then.fulfillment_id)


def _updated(job: Job, fulfillment: Fulfillment, *, quietly: bool = False) -> Steps[Fulfillment]:
    notify = job.notify and not quietly
    call = Ask("update_tracking", (fulfillment.id, job.intent.body.tracking), {"notify_customer": notify})
    around, order_id = job.hold.around, job.hold.order_id
    wrong: Callable[[Fulfillment], str | None] = lambda answer: not_that_one(answer, fulfillment.id, order_id)  # noqa: E731
    updated: Fulfillment = yield from patiently(call, around.policy, around.clock, wrong)
    return updated


def _read(job: Job) -> Steps[Fulfillment]:
    """Read the intent's fulfillment."""
    around, order_id, id_ = job.hold.around, job.hold.order_id, job.intent.fulfillment_id
    assert id_ is not None  # it is recorded with the state "done"
    read = Ask("fulfillment", (order_id, id_))
    found: Fulfillment = yield from patiently(
        read, around.policy, around.clock, lambda answer: not_that_one(answer, id_, order_id)
    )
    return found


def _twin(job: Job) -> Intent | None:
    """Return another undecided intent that cannot be told from this one by its fulfillment."""
    body = job.intent.body
    return next(
        (
            other
            for other in job.others
            if other.state in UNDECIDED
            and other.body.part.lines == body.part.lines
            and same_numbers(other.body.tracking, body.tracking)
        ),
        None,
    )


def _reconciled(job: Job, since: float, why: str) -> Steps[tuple[Job, View | None]]:
    """Find out what became of a call.

    The intent is then done, unknown, or planned if the call is proven not executed.
    """
    job, view = yield from _settled(job, since, why)
    made = job.intent.fulfillment_id
    ids = (made,) if made is not None else ()
    job.tell("settled", state=job.intent.state, fulfillment_ids=ids, problems=job.intent.body.problems)
    return job, view


def _settled(job: Job, since: float, why: str) -> Steps[tuple[Job, View | None]]:
    try:
        verdict, view = yield from settle(job.hold, since, job.judged)
    except ShopError as error:
        blind = Problem("outcome_unknown", f"no answer came, and the order could not be read ({error}); run it again")
        return (yield from job.moved("unknown", why, blind)), None
    if isinstance(verdict, FoundFulfillment):
        return (yield from _found(job, verdict, why)), view
    if isinstance(verdict, Changed):
        return (yield from job.moved("unknown", why, verdict.problem)), view
    return (yield from job.moved("planned", f"{why}; proven not done")), view


def _found(job: Job, verdict: FoundFulfillment, note: str) -> Steps[Job]:
    if (yield from job.is_held(verdict.fulfillment)):
        words = f"the order shows fulfillment {verdict.fulfillment.id}, which the journal knows as another order's"
        return (yield from job.moved("unknown", note, Problem("outcome_unknown", words)))
    problems = [*double(verdict.twins)]
    if not is_live(verdict.fulfillment):
        problems.append(Problem("cancelled_since", f"the fulfillment is {verdict.fulfillment.status} by now"))
    intent = yield from _done(job, verdict.fulfillment, f"{note}; found in the shop", *problems)
    return job._replace(intent=intent)


def _done(job: Job, fulfillment: Fulfillment, note: str, *problems: Problem) -> Steps[Intent]:
    job = yield from job.moved("done", note, *problems, fulfillment=fulfillment)
    return (yield from read_back(job, fulfillment))


def read_back(job: Job, fulfillment: Fulfillment | None = None) -> Steps[Intent]:
    """Read a recorded fulfillment, and correct what differs from the request. ``fulfillment`` is the shop's answer."""
    policy, asked, intent = job.hold.around.policy, job.intent.body.tracking, job.intent
    try:
        if fulfillment is None or policy.read_back or differences(asked, fulfillment.tracking):
            fulfillment = yield from _read(job)
        if differences(asked, fulfillment.tracking) and is_live(fulfillment):
            yield from _updated(job, fulfillment, quietly=True)
            fulfillment = yield from _read(job)
        later = differences(asked, fulfillment.tracking)
    except NotFound as error:
        return (yield from not_there(job, error))
    except ShopError as error:
        later = (Problem("not_read_back", f"fulfillment {intent.fulfillment_id} could not be read back: {error}"),)
    if later or (fulfillment and fulfillment.tracking != intent.body.found):
        found = fulfillment.tracking if fulfillment else None
        problems = (*intent.body.problems, *later)
        intent = yield Keep(job.hold.around.journal.note, (intent, "read back", found, problems))
    return intent
