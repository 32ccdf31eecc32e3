"""What claims and figures cost: CPU time of an article that alerts, and bytes of a story's state.

    python -m bench.claims_cost [dev seeds ashfall coalition] [--terms-only]

CPU time of the whole decision beside that of its part which finds claims, figures and origins, both
in this process and this run; embedding is classify's and not in it.
"""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import TYPE_CHECKING

from agents.track.changes import brought_by
from agents.track.facts import News
from agents.track.memory import Memory
from agents.track.remember import at_time
from agents.track.state import RollingState, empty_state
from agents.track.stored import slim
from agents.track.tracker import track
from bench.developments import sets_asked
from streams.codec import encode

if TYPE_CHECKING:
    from bench.developments import Told


def timed(told: Told) -> tuple[list[float], list[float]]:
    """Milliseconds of each on-topic article's decision, and of its claims and figures alone."""
    states: dict[str, RollingState] = {}
    whole, part = [], []
    for article in told.classified:
        state = states.get(article.topic, empty_state())
        now = article.article.ingested_at
        if article.on_topic and article.sentences:
            news, memory = News(article, article.sentences), Memory(at_time(state, now), now)
            started = process_time()
            brought_by(news, memory, state, "")
            part.append(1000 * (process_time() - started))
        started = process_time()
        states[article.topic], _ = track(state, article, now)
        if article.on_topic:
            whole.append(1000 * (process_time() - started))
    return whole, part


def sizes(told: Told) -> tuple[list[int], list[int]]:
    """Bytes of each story's value, and of its claims alone."""
    stories = [story for state in told.states.values() for story in state.stories.values()]
    values = [len(encode(slim(story))) for story in stories]
    bare = [len(encode(slim(story.model_copy(update={"claims": ()})))) for story in stories]
    return values, [value - without for value, without in zip(values, bare, strict=True)]


def main() -> None:
    """Measures every set."""
    for name, told in sets_asked("cost of claims and figures"):
        rounds = [timed(told) for _ in range(3)]
        whole = median(sum(one) / len(one) for one, _ in rounds)
        part = median(sum(one) / len(one) for _, one in rounds)
        values, claims = sizes(told)
        figures = [len(encode(state.topic)) for state in told.states.values()]
        print(
            f"{name}: an on-topic article {whole:.1f} ms, claims and figures {part:.1f} ms; "
            f"a story {median(values):.0f} bytes (largest {max(values)}), of these claims "
            f"{median(claims):.0f} (largest {max(claims)}); a topic's value up to {max(figures)}"
        )


if __name__ == "__main__":
    main()
