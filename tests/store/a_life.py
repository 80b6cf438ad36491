"""Somebody of whom something is held everywhere, with a word in each text that stands nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import JSON, Engine, String, cast, select
from sqlmodel import AutoString

from store.engine import reading, writing
from store.models import Post, PostActing, PostCandidate, PostEvent, metadata
from store.views import ActionInput, AnswerInput, PlanInput, PortfolioInput, TurnInput
from tests.store.organisation import LONG, WORDS, Organisation

SECRET = "Quetzalcoatlus"
KINDS = ("talk", "preparation", "chat", "plan", "portfolio", "pool", "post", "rights")


def live(org: Organisation, who: str = "A", manager: str = "M", kinds: tuple[str, ...] = KINDS) -> None:
    """Have somebody and those around them write something of each kind."""
    for kind in kinds:
        globals()[f"_{kind}"](org, who, manager)


def _talk(org: Organisation, who: str, manager: str) -> None:
    talk = org.talk(who, manager)
    for version in (1, 2):
        talk = org[manager].conversations.save_turn(
            talk.id,
            talk.version,
            TurnInput("individual", f"{SECRET} {version}", SECRET, ({"title": SECRET},)),
            [
                AnswerInput("open", "purpose", "individual", f"{SECRET} {version}", SECRET),
                AnswerInput("open", "added", "manager", SECRET, [{"goal": SECRET}]),
            ],
            {"draft": SECRET, "undo": {"was": SECRET}},
        )
    both = {"individual": org.today, "manager": org.today}
    org[manager].conversations.close(talk.id, talk.version, both, [{"goal": SECRET}])  # type: ignore[arg-type]
    org[who].conversations.comment(talk.id, SECRET)
    org["HR"].conversations.get(talk.id)


def _preparation(org: Organisation, who: str, manager: str) -> None:
    for by in (who, manager):
        begun = org[by].conversations.start(
            guide="talk",
            guide_version=1,
            mode="prepare",
            alone=True,
            about=who,
            asked_on=org.today,
            title=SECRET,
        )
        side = "individual" if by == who else "manager"
        org[by].conversations.save_turn(
            begun.id,
            begun.version,
            TurnInput(side, SECRET, SECRET),
            [AnswerInput("open", "proud", side, SECRET, None)],
        )


def _chat(org: Organisation, who: str, manager: str) -> None:
    begun = org[who].conversations.start_chat(guide="guidance", asked_on=org.today, title=SECRET)
    org[who].conversations.save_turn(begun.id, begun.version, TurnInput(None, SECRET, SECRET))


def _plan(org: Organisation, who: str, manager: str) -> None:
    plan = org[who].plans.save(
        [ActionInput(SECRET, helper=SECRET, steps=(SECRET,), cost=SECRET)],
        about=PlanInput(ambition_link=SECRET, strengths=(SECRET,)),
    )
    org[who].plans.follow_up(plan.actions[0].id, progress_note=SECRET)


def _portfolio(org: Organisation, who: str, manager: str) -> None:
    item = PortfolioInput("project", SECRET, org.today, SECRET, SECRET, (SECRET,), SECRET, SECRET)
    org[who].portfolio.save(item)


def _pool(org: Organisation, who: str, manager: str) -> None:
    org.pool()
    org.nominated(manager, who, words=f"{SECRET} {WORDS}")
    org[who].pools.agree("Pool", yes=True, reason=SECRET)
    org.decided(who, "not_yet", reason=f"{SECRET} {LONG}", would_change=f"{SECRET} {LONG}")
    org[who].appeals.raise_("Pool", f"{SECRET} {LONG}")


def _post(org: Organisation, who: str, manager: str) -> None:
    person, account = org.people[who], org.accounts[manager]
    with writing(org.engine) as session:
        held = Post(title="Matron", unit="U", holder_id=person, may_leave_soon=True, leave_basis="told_us")
        other = Post(title="Lead", unit="U")
        session.add_all([held, other])
        session.flush()
        session.add(PostCandidate(post_id=other.id, person_id=person, gap=SECRET, rank_reason=SECRET))
        session.add(PostActing(post_id=other.id, person_id=person, since=org.today))
        session.add(
            PostEvent(
                post_id=other.id,
                sequence=1,
                person_id=person,
                account_id=account,
                at=org.now,
                step="x",
                reason=SECRET,
            )
        )


def _rights(org: Organisation, who: str, manager: str) -> None:
    me, hr = org[who], org["HR"]
    me.notices.accept("1")
    correction = me.corrections.propose("job_title", SECRET, SECRET)
    hr.corrections.decide(correction.id, accept=True, reason=SECRET)
    complaint = me.complaints.raise_(SECRET)
    hr.complaints.answer(complaint.id, "upheld", SECRET)
    hr.holds.set(who, SECRET)
    hr.holds.lift(who, SECRET)
    request = me.requests.make(who)
    for name in {one.name for one in hr.requests.names(request.id)}:
        hr.requests.decide(request.id, name, "keep", SECRET)
    me.requests.copy(request.id)
    me.erasures.ask(SECRET)


def where(engine: Engine, word: str) -> Iterator[str]:
    """Every column of every table in which a word stands."""
    with reading(engine) as session:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, JSON | String | AutoString):
                    found = select(column).where(cast(column, String).contains(word, autoescape=True))
                    if session.execute(found).first():
                        yield f"{table.name}.{column.name}"
