"""A record and a plan that have everything that a record and a plan can have."""

from datetime import UTC, date, datetime

from assistant.dialogue import RecordLine
from assistant.record import Agreed, Dated, Entries, Guided, Record, Signed
from store.views import ActionView, CommentView, PlanView

TODAY = date(2026, 11, 21)
INDIVIDUAL, MANAGER = "Łukasz Ŵyn", "محمد علي"


def line(stage: str, field: str, label: str, side: str, shown: str, **more: bool) -> RecordLine:
    return RecordLine(stage, stage.capitalize(), field, label, side, shown, **more)  # type: ignore[arg-type]


LINES = (
    line("open", "purpose", "What would make this worthwhile", "individual", "To plan next year."),
    line("contribution", "results", "Results", "individual", "Calls fell by half in May.", two_sided=True),
    line("contribution", "results", "Results", "manager", "It went well.", two_sided=True),
    line("contribution", "performance", "Performance", "individual", "Met", two_sided=True),
    line(
        "contribution", "performance", "Performance", "manager", "Exceeded", two_sided=True, check_again=True
    ),
    line("contribution", "values", "Values lived", "individual", "Said no to a shortcut.", two_sided=True),
    line("plan", "actions", "Development actions", "individual", "Shadow the lead"),
    line("plan", "promises", "The manager's promises", "manager", "Cover"),
    line("agree", "disagreement", "What we see differently", "individual", "Nothing", two_sided=True),
    line(
        "agree", "disagreement", "What we see differently", "manager", "I would say exceeded.", two_sided=True
    ),
    line("agree", "share_with_hr", "May be shared with HR", "individual", "Yes"),
    line("agree", "sign_individual", "Signed by the individual", "individual", "20 March 2026"),
)
GUIDED = Guided(
    guide="Talent conversation, version 2, full",
    notice="Both of you can read all of it.",
    entries={
        "plan.actions.individual": Entries(
            ("Action", "By", "With"), (("Shadow the lead", "31 December 2026", "Amina"), ("Teach", "", ""))
        ),
        "plan.promises.manager": Entries(("Promise", "By"), (("Cover two shifts", "1 March 2027"),)),
        "contribution.values.individual": Entries(
            ("Value", "Example"), (("Courage", "Said no to a shortcut."), ("Care", "Stayed late."))
        ),
    },
    claimed=("contribution.results.manager",),
    differing=("performance",),
    agreements=(
        Agreed("share_with_hr", "May be shared with HR", True),
        Agreed("use_in_pools", "May be used for talent pools", False),
        Agreed("quote", "May be quoted", None),
    ),
    signatures=(
        Signed("sign_individual", "individual", date(2026, 3, 20)),
        Signed("sign_manager", "manager", None),
    ),
    dated=(
        Dated("review", "follow_up.review_on.individual", date(2026, 9, 20)),
        Dated("action", "plan.actions.individual.1", date(2026, 12, 31)),
    ),
)
RECORD = Record(
    conversation="0ab18d29-7a9e",
    title=f"Talent conversation: {INDIVIDUAL}",
    status="finished",
    about="P0006",
    asked_on=date(2026, 3, 20),
    signed_on=None,
    people={"individual": INDIVIDUAL, "manager": MANAGER},
    lines=LINES,
    comments=(CommentView(datetime(2026, 4, 1, 9, tzinfo=UTC), "The rota was my idea."),),
    turns=(),
    values={},
    guided=GUIDED,
)
ON_PAPER = (
    RECORD.title,
    "To plan next year.",
    "Calls fell by half in May.",
    "It went well.",
    "Claimed: no example or date was given for it.",
    "The two views differ.",
    "Exceeded",
    "Check again: something that this rests on has changed since.",
    "2. Care",
    "Example: Stayed late.",
    "Not answered",
    "Shadow the lead",
    "31 December 2026",
    "Amina",
    "Cover two shifts",
    "I would say exceeded.",
    "Both of you can read all of it.",
    "May be used for talent pools",
    "Not answered",
    "The rota was my idea.",
    "Signed in the program",
    "20 March 2026",
    "This is a draft.",
    "version 2, full",
    "Exported on 21 November 2026.",
)
"""What has to stand in every document of the record, beside the manager's name."""

PLAN = PlanView(
    id="15100184-aaaa",
    version=3,
    owner="P0006",
    owner_name=INDIVIDUAL,
    status="agreed",
    agreed_on=date(2026, 3, 20),
    next_review_on=date(2026, 9, 20),
    actions=(
        ActionView(
            "a1", "Lead the roster on my own", date(2026, 6, 30), "Amina", "in_progress", True,
            "Two rosters published", "shadowing", 70,
        ),
        ActionView("a2", "Finish the programme", date(2027, 6, 30), None, "agreed", False),
        ActionView("a3", "Read the handbook", date(2026, 1, 31), None, "done", False),
    ),
)  # fmt: skip
PLAN_ON_PAPER = (
    "Development plan",
    INDIVIDUAL,
    "Lead the roster on my own",
    "30 June 2026",
    "In progress, late",
    "Two rosters published",
    "Watching the role",
    "By doing (70)",
    "Agreed on 20 March 2026. Next review on 20 September 2026.",
    "Nobody named",
    "Exported on 21 November 2026.",
)
