"""The Mesa face plays what the compiled batch plays, step by step; a twin says what that is."""

from __future__ import annotations

import numpy as np
import pytest

from sim.lab.chance import generator
from sim.lab.red_doors.levels import DOOR, RED, LevelRules, draw
from sim.lab.red_doors.mesa_face import Guide, Maze, Thing, Wall, drawn, portray, style
from sim.lab.red_doors.playing import BIAS, DISCOUNT, VISITS, plan, react
from sim.support.inputs import InputError

LIMIT = 60


@pytest.fixture(scope="module")
def levels():
    rules = LevelRules(11, 0.3, blue=0.5, decoys=0.5)
    return draw(rules, 12, generator(3, 0, "mesa"))


def played(levels, guide):
    for level in range(len(levels.start)):
        maze = Maze(levels, level, guide, LIMIT)
        path = [maze.where]
        while maze.running:
            maze.step()
            path.append(maze.where)
        yield level, maze, path


@pytest.mark.parametrize("number", range(4))
def test_a_reactive_policy(levels, number):
    weights = generator(4, number, "weights").normal(size=9)
    rows = np.arange(len(levels.start))
    touched, steps = np.zeros((1, rows.size), np.int64), np.zeros((1, rows.size), np.int64)
    react(weights[None], levels, rows, LIMIT, touched, steps)
    for level, maze, path in played(levels, Guide(weights)):
        assert (maze.touched, maze.steps) == (touched[0, level], steps[0, level])
        assert path == twin(levels, level, weights, len(path) - 1)


@pytest.mark.parametrize("ahead", [4, 121])
def test_a_planner(levels, ahead):
    """With all of the maze in view the batch does not step at all."""
    goal = np.array([0.4, 1.0, -0.2, 0.3])
    rows = np.arange(len(levels.start))
    touched, steps = np.zeros((1, rows.size), np.int64), np.zeros((1, rows.size), np.int64)
    second = np.zeros(rows.size, dtype=np.bool_)
    plan(np.array([[goal, goal]]), second, levels, rows, (LIMIT, ahead), touched, steps)
    for level, maze, path in played(levels, Guide(goal, ahead)):
        assert (maze.touched, maze.steps) == (touched[0, level], steps[0, level])
        if ahead == 121:
            away = levels.steps[level, :, path[0]]
            worth = np.where(
                levels.where[level] >= 0, levels.kind[level] @ goal * DISCOUNT**away, -1.0
            )
            assert maze.touched == int(np.argmax(worth))
            assert len(path) - 1 == away[maze.touched]


def twin(levels, level, weights, steps):
    """The way of a reactive policy, by lists and what the things are, without the tables."""
    size = levels.size
    walls = {int(c) for c in np.flatnonzero((levels.moves[level] < 0).all(axis=1))}
    things = {int(c): k for k, c in enumerate(levels.where[level]) if c >= 0}
    move = (-size, 1, size, -1)
    here, heading = int(levels.start[level]), int(levels.heading[level])
    path, visits = [here], {here: 1}
    for _ in range(steps):
        scores = {}
        for way in range(4):
            d = (heading + way) % 4
            if here + move[d] in walls:
                continue
            score = weights[BIAS + way]
            score += weights[VISITS] * min(visits.get(here + move[d], 0), 3) / 3
            seen, cell, away = np.zeros(4), here + move[d], 1
            while cell not in walls:
                if cell in things:
                    kind = levels.kind[level, things[cell]]
                    seen = np.maximum(seen, kind * (0.4 + 0.6 / away))
                cell, away = cell + move[d], away + 1
            scores[way] = score + np.float32(seen) @ weights[:4]
        best = max(scores, key=lambda way: round(float(scores[way]), 9))
        heading = (heading + best) % 4
        here += move[heading]
        visits[here] = visits.get(here, 0) + 1
        path.append(here)
    return path


def test_the_portrayal_tells_everything_apart(levels):
    maze = Maze(levels, 0, Guide(np.zeros(9)), LIMIT)
    looks = {type(agent).__name__: portray(agent) for agent in maze.agents}
    assert len({(look["color"], look["marker"]) for look in looks.values()}) == 3
    doors = [agent for agent in maze.agents if isinstance(agent, Thing) and agent.kind[DOOR]]
    assert [portray(door)["marker"] for door in doors] == ["s"]
    for thing in (agent for agent in maze.agents if isinstance(agent, Thing)):
        assert (portray(thing)["color"] == "#b2402a") is bool(thing.kind[RED])
    walls = sum(isinstance(agent, Wall) for agent in maze.agents)
    assert walls == int((levels.moves[0] < 0).all(axis=1).sum())
    (drawn_rows,) = drawn(maze).to_dict()["datasets"].values()
    assert len(drawn_rows) == len(maze.agents)
    assert drawn_rows[-1]["shape"].startswith("triangle")  # the walker lies on top


def test_the_grid_is_the_maze_with_its_first_row_on_top(levels):
    maze = Maze(levels, 0, Guide(np.zeros(9)), LIMIT)
    size = levels.size
    for agent in (one for one in maze.agents if isinstance(one, Thing)):
        x, y = agent.cell.coordinate
        assert (size - 1 - y) * size + x == levels.where[0, agent.number]
    before = maze.walker.cell.coordinate
    maze.step()
    moved = tuple(np.subtract(maze.walker.cell.coordinate, before))
    assert (
        moved
        == {"^": (0, 1), ">": (1, 0), "v": (0, -1), "<": (-1, 0)}[portray(maze.walker)["marker"]]
    )


def test_mesa_draws_all_of_it(levels):
    pytest.importorskip("solara", reason="SolaraViz needs solara, which mesa[viz] brings")
    pytest.importorskip("matplotlib")
    from matplotlib.figure import Figure
    from mesa.visualization.mpl_space_drawing import draw_space

    maze = Maze(levels, 0, Guide(np.zeros(9)), LIMIT)
    axes = draw_space(maze.grid, style, ax=Figure().subplots())
    shown = np.concatenate([group.get_offsets() for group in axes.collections])
    assert sorted(map(tuple, shown.tolist())) == sorted(
        tuple(map(float, agent.cell.coordinate)) for agent in maze.agents
    )


def test_there_is_no_such_level(levels):
    with pytest.raises(InputError, match="level: is 12; expected a whole number from 0 to 11"):
        Maze(levels, 12, Guide(np.zeros(9)), LIMIT)
