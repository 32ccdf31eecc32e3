"""Missing offsets: which of them were lost."""

from __future__ import annotations

import pytest

from streams.gaps import Gap, judge_gap


@pytest.mark.parametrize(
    ("expected", "offset", "log_start", "next_in_log", "gap"),
    [
        pytest.param(5, 5, 0, 5, Gap.NONE, id="the next one came"),
        pytest.param(5, 3, 0, 5, Gap.NONE, id="an earlier one came again"),
        pytest.param(5, 9, 0, 5, Gap.DROPPED, id="Kafka has what did not come"),
        pytest.param(5, 9, 0, 7, Gap.DROPPED, id="Kafka has a part of it"),
        pytest.param(5, 9, 0, 9, Gap.ABSENT, id="Kafka has nothing there"),
        pytest.param(5, 9, 9, 9, Gap.EXPIRED, id="retention was faster"),
        pytest.param(5, 12, 9, 9, Gap.DROPPED, id="some expired, some were dropped"),
    ],
)
def test_a_gap_is_a_loss_only_where_kafka_has_the_records(
    expected: int, offset: int, log_start: int, next_in_log: int, gap: Gap
) -> None:
    """Retention, compaction and transactions leave gaps that are nobody's fault."""
    assert judge_gap(expected, offset, log_start, next_in_log) is gap
