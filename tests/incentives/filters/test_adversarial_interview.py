"""A staged temptation catches whom it tempts, unless they see through it and want the seat."""

from tests.incentives.filters.hires import hire, same, t_of

RICH = {"package__base_pay": 20.0}  # everybody wants the seat


def staged(disguise):
    return {"name": "adversarial-interview", "disguise": disguise}


def test_it_catches_some_of_the_misaligned():
    half = hire(staged(0.5), **RICH)
    assert t_of(0.30 - half.misaligned) > 4
    assert (half.misaligned > 0.0).any()


def test_control_whoever_sees_through_it_and_wants_the_seat_gets_through():
    assert same(hire(staged(0.0), **RICH), hire("lottery", **RICH))


def test_those_who_know_of_no_test_are_all_caught():
    for caught in (hire(staged(0.0), executives__awareness=0.0), hire(staged(1.0))):
        assert (caught.misaligned == 0.0).all()


def test_those_with_nothing_to_lose_take_it_with_open_eyes():
    assert (hire(staged(0.0), executives__foresight=0).misaligned == 0.0).all()


def test_control_it_does_not_tempt_stewards():
    alike = {"executives__population": {"steward": 1.0}}
    assert same(hire(staged(1.0), **alike), hire("lottery", **alike))


def test_rules_do_with_it_what_they_have_learned():
    """Looters who were always watched in training have learned to leave it alone."""
    ruled = {
        "executives__population": {"careerist": 0.5, "looter": 0.5},
        "executives__cognition": "rule",
    }
    strict = [{"name": "random-audits", "rate": 1.0, "penalty": 20.0}]
    tamed = hire(staged(1.0), **ruled, package__oversight=strict)
    assert same(tamed, hire("lottery", **ruled, package__oversight=strict))
    wild = {**ruled, "package__schemes": ["fixed-salary"]}  # who is paid for it dresses, too
    assert (hire(staged(1.0), **wild).kinds["looter"] == 0.0).all()
