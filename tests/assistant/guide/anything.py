"""Whatever can happen in the full talent conversation, in any order."""

from hypothesis import strategies as st

from assistant.guide.loader import BUILT_IN, load_all
from assistant.guide.moves import Answered, Begun, Skipped, Undone, WentBack, WentTo
from assistant.guide.schema import Key
from assistant.guide.state import Given

BEGUN = Begun({"begun": "2026-03-10T09:00:00"})
GUIDE = load_all(BUILT_IN)["talent_conversation"]
KEYS = GUIDE.keys("full")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["met", "action_agreed", "2026-03-10", "differs"]),
    st.sampled_from(
        [[], ["formal_process"], ["none"], [{"goal": "Read"}], [{"result": "A", "outcome": "met"}]]
    ),
)
PARTS = st.sampled_from([None, None, None, "due", "outcome", "goal", "nonsense"])
MOVES = st.one_of(
    st.just(BEGUN),
    st.just(Skipped()),
    st.just(WentBack()),
    st.just(Undone()),
    st.just(Begun({"prepared": "no"}, {KEYS[5]: Given("some", ["none"])})),
    st.sampled_from([*GUIDE.modes["full"].stages, "nowhere"]).map(WentTo),
    st.builds(
        Answered,
        key=st.one_of(st.none(), st.sampled_from(KEYS), st.just(Key("no", "such", "manager"))),
        text=st.text(max_size=20),
        value=VALUES,
        sign=st.sampled_from([None, "too_short"]),
        unclear=st.sampled_from([None, None, "What?"]),
        final=st.booleans(),
        part=PARTS,
        adds=st.booleans(),
    ),
)
