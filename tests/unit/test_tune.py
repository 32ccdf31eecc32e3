"""`wirewatch tune`: what is fitted, what it is judged on, and which labels are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson
import pytest

from agents.track.weights import Weights, load_weights
from streams.codec import decode
from streams.errors import ConfigError
from streams.settings import Settings
from wirewatch.tuning.examples import Example, PairExample
from wirewatch.tuning.fit import Labelled, fit
from wirewatch.tuning.folds import BLOCKS, Judged, LeftOut, splits, training
from wirewatch.tuning.models import WORDS
from wirewatch.tuning.questions import Question
from wirewatch.tuning.tune import Tuned, tune_files

if TYPE_CHECKING:
    from collections.abc import Iterable

SET: Final = Path(__file__).resolve().parent.parent / "streams" / "coalition"
SETTINGS: Final = Settings(embedder="none")
BEGIN: Final = datetime(2031, 5, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def tuned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tuned, bytes]:
    """The models tuned to the small stream, with what was written."""
    out = tmp_path_factory.mktemp("tune") / "weights.json"
    found = tune_files(SETTINGS, SET, None, out)
    return found, out.read_bytes()


def answers() -> list[dict[str, str]]:
    """What a user would say of each labelled article of the stream."""
    lines = (SET / "gold.jsonl").read_bytes().splitlines()
    registry = (SET / "developments.jsonl").read_bytes().splitlines()
    topics = {each["id"]: each["topic"] for each in map(orjson.loads, registry)}
    found = []
    for truth in map(orjson.loads, lines):
        news = {topics[each] for each in truth["first_report_of"]}
        for topic in truth["topics"]:
            answer = "new" if topic in news else "not-new"
            found.append({"article": truth["id"], "topic": topic, "answer": answer})
    return found


def feedback_file(folder: Path, lines: Iterable[dict[str, str]]) -> Path:
    """A feedback file with these lines."""
    path = folder / "feedback.jsonl"
    path.write_bytes(b"\n".join(map(orjson.dumps, lines)))
    return path


def test_the_file_names_what_it_was_fitted_on(tuned: tuple[Tuned, bytes]) -> None:
    """Without sentence vectors only the models for terms are new."""
    weights = decode(Weights, tuned[1])
    assert weights.fitted_on == ("coalition", *WORDS)  # what words tell is taken over
    assert weights.terms != load_weights().terms
    assert weights.vectors == load_weights().vectors


def test_it_says_what_the_models_are_worth_on_what_they_were_not_fitted_to(
    tuned: tuple[Tuned, bytes],
) -> None:
    """Over time, over topics and over both, with a threshold that saw the answer and one not."""
    found, _ = tuned
    assert list(found.out_of_fold) == list(LeftOut)
    for judged in found.out_of_fold.values():
        assert len(judged.labels) == found.labels
        assert 0 < judged.blind() <= judged.best() <= 1
    assert "other topics at other times" in str(found)


def labelled(count: int) -> Labelled:
    """Examples of three topics in turn, each paired with the one before it."""
    examples = tuple(
        Example(
            article=f"a{number}",
            topic=f"t{number % 3}",
            at=BEGIN + timedelta(hours=number),
            features={},
            pairs=(PairExample(f"a{number - 1}", {}),),
        )
        for number in range(count)
    )
    no_labels = ((None,),) * count
    return Labelled(examples, (True,) * count, ((True,),) * count, no_labels, ((),) * count)


@pytest.mark.parametrize("left_out", LeftOut)
def test_no_model_sees_the_topic_or_the_time_that_it_is_judged_on(left_out: LeftOut) -> None:
    """Every example is judged once, by a fit that shares with it nothing of what is left out."""
    every = labelled(30)
    judged: list[int] = []
    for split in splits(every, left_out):
        judged += split.judged
        for at in split.fitted:
            for other in split.judged:
                same_topic = at % 3 == other % 3
                same_time = at * BLOCKS // 30 == other * BLOCKS // 30
                assert not (same_topic and left_out is not LeftOut.TIME)
                assert not (same_time and left_out is not LeftOut.TOPICS)
    assert sorted(judged) == list(range(30))


def test_a_pair_with_a_judged_article_is_not_fitted_to() -> None:
    """Else the label of one that is judged would be seen through its later neighbour."""
    every = labelled(30)
    for split in splits(every, LeftOut.TIME):
        seen = training(every, split)
        judged = {every.examples[at].article for at in split.judged}
        for example, told in zip(seen.examples, seen.told, strict=True):
            assert (told == (None,)) == (example.pairs[0].earlier in judged)


def test_a_threshold_of_the_other_parts_is_blind_to_its_own() -> None:
    """Two parts whose scores lie apart: what is best for one is wrong for the other."""
    judged = Judged((1.0, 2.0, 11.0, 12.0), (False, True, False, True), (0, 0, 1, 1))
    assert judged.best() == pytest.approx(0.8)
    assert judged.blind() < judged.best()


def test_a_feature_speaks_only_for_what_its_sign_says() -> None:
    """Where the labels say the opposite, it says nothing."""
    rows = [{"against": float(at % 2), "free": float(at % 2)} for at in range(40)]
    labels = [bool(at % 2) for at in range(40)]
    model = fit(Question({"against": -1, "free": 0}, 1.0), rows, labels)
    assert model.features["against"].weight == 0
    assert model.features["free"].weight > 1
    assert model.score({"against": 0.0, "free": 1.0}) > 0 > model.score({"against": 0.0, "free": 0})


def test_feedback_moves_what_is_news_and_leaves_the_rest(tmp_path: Path) -> None:
    """What users said of alerts and of articles without one; both sources are named."""
    feedback, out = feedback_file(tmp_path, answers()), tmp_path / "weights.json"
    found = tune_files(SETTINGS, SET, feedback, out)
    weights, shipped = decode(Weights, out.read_bytes()), load_weights()
    assert weights.fitted_on == (*shipped.fitted_on, "feedback.jsonl")
    assert weights.terms.reported == shipped.terms.reported
    assert weights.terms.news != shipped.terms.news
    assert weights.vectors == shipped.vectors
    assert 0 < found.labels <= len(answers())


def test_an_unknown_answer_is_refused_with_its_line(tmp_path: Path) -> None:
    """Nothing is fitted to a file that is half understood."""
    wrong = answers()
    wrong[2]["answer"] = "great"
    with pytest.raises(ConfigError, match=r"feedback\.jsonl, line 3.*answer"):
        tune_files(SETTINGS, SET, feedback_file(tmp_path, wrong), tmp_path / "weights.json")
    assert not (tmp_path / "weights.json").exists()


def test_an_answer_on_an_article_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """It names the line and the article."""
    wrong = [*answers(), {"article": "nowhere", "topic": "port-strike", "answer": "missed"}]
    with pytest.raises(ConfigError, match=rf"line {len(wrong)}.*article.*nowhere"):
        tune_files(SETTINGS, SET, feedback_file(tmp_path, wrong), tmp_path / "weights.json")


def test_a_handful_of_answers_is_too_few(tmp_path: Path) -> None:
    """With fewer than twenty of each sort chance decides."""
    with pytest.raises(ConfigError, match="needs 20 answers"):
        tune_files(
            SETTINGS, SET, feedback_file(tmp_path, answers()[:12]), tmp_path / "weights.json"
        )
