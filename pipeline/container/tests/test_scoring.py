import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from everloop_container.scoring.calibration import Floors, calibration_error, certain, fit_offsets, fit_temperature
from everloop_container.scoring.classification import Classification
from everloop_container.scoring.confusion import class_scores, confusion_matrix, macro_f1


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=60))
def test_scores_follow_their_definitions(pairs: list[tuple[int, int]]) -> None:
    labels, predicted = (np.array(values) for values in zip(*pairs, strict=True))
    scores = class_scores(confusion_matrix(labels, predicted, 4))
    for number, score in enumerate(scores):
        is_class, said_class = labels == number, predicted == number
        assert score.true_positives == (is_class & said_class).sum()
        assert score.true_negatives == (~is_class & ~said_class).sum()
        assert score.recall == pytest.approx(said_class[is_class].mean() if is_class.any() else 0)
        assert score.precision == pytest.approx(is_class[said_class].mean() if said_class.any() else 0)
        assert score.npv == pytest.approx((~is_class)[~said_class].mean() if (~said_class).any() else 0)
    assert macro_f1(confusion_matrix(labels, predicted, 4)) == pytest.approx(np.mean([score.f1 for score in scores]))


def overconfident(count: int, factor: float) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are `factor` times too large for how the labels are drawn."""
    random = np.random.default_rng(7)
    logits = random.standard_normal((count, 3)) * 2
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (random.random((count, 1)) > shares.cumsum(axis=1)).sum(axis=1)
    return (logits * factor).astype(np.float32), labels


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_the_temperature_takes_overconfidence_back(factor: float) -> None:
    logits, labels = overconfident(20_000, factor)
    assert fit_temperature(logits, labels) == pytest.approx(factor, rel=0.05)


def test_calibrated_shares_have_less_error() -> None:
    logits, labels = overconfident(20_000, 3.0)

    def error(values: np.ndarray) -> float:
        shares = np.exp(values - values.max(axis=1, keepdims=True))
        return calibration_error(shares / shares.sum(axis=1, keepdims=True), labels)

    assert error(logits / np.float32(3)) < 0.02 < 0.1 < error(logits)


def test_offsets_reach_a_floor_that_the_largest_logit_misses() -> None:
    logits, labels = overconfident(4_000, 1.0)
    logits[:, 2] -= 1
    counts = confusion_matrix(labels, logits.argmax(axis=1), 3)
    assert class_scores(counts)[2].recall < 0.6
    offsets = fit_offsets(logits, certain(labels, 3), Floors(recall={2: 0.8}))
    counts = confusion_matrix(labels, (logits + offsets).argmax(axis=1), 3)
    assert class_scores(counts)[2].recall >= 0.79


def test_neither_of_two_opposed_floors_is_paid_for_with_all_of_the_other() -> None:
    logits, labels = overconfident(4_000, 1.0)
    counts = confusion_matrix(labels, logits.argmax(axis=1), 3)
    recall, precision = class_scores(counts)[2].recall, class_scores(counts)[2].precision
    floors = Floors(recall={2: recall + 0.05}, precision={2: precision})
    offsets = fit_offsets(logits, certain(labels, 3), floors)
    reached = class_scores(confusion_matrix(labels, (logits + offsets).argmax(axis=1), 3))[2]
    assert recall < reached.recall < recall + 0.05
    assert precision - 0.05 < reached.precision < precision


def test_calibrated_shares_place_offsets_like_labels_and_vary_less() -> None:
    logits, labels = overconfident(24_000, 1.0)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    floors = Floors(recall={2: 0.7}, precision={2: 0.5})

    def offsets(truth: np.ndarray) -> np.ndarray:
        parts = [slice(start, start + 2_000) for start in range(0, 24_000, 2_000)]
        return np.array([fit_offsets(logits[part], truth[part], floors) for part in parts])

    by_labels, by_shares = offsets(certain(labels, 3)), offsets(shares.astype(np.float32))
    steps_apart = [(each[:, 2] - each[:, 0]).mean() for each in (by_labels, by_shares)]
    assert steps_apart[0] == pytest.approx(steps_apart[1], abs=0.15)
    assert (by_shares[:, 2] - by_shares[:, 0]).std() < 0.8 * (by_labels[:, 2] - by_labels[:, 0]).std()


def test_few_examples_move_an_offset_less() -> None:
    logits, labels = overconfident(4_000, 1.0)
    logits[:, 2] -= 1
    many, few = (fit_offsets(logits[:n], certain(labels[:n], 3), Floors(recall={2: 0.95})) for n in (4_000, 40))
    assert 0 < few[2] - few.min() < 0.5 * (many[2] - many.min())


def test_offsets_are_none_where_nothing_is_gained() -> None:
    labels = np.arange(300) % 3
    logits = np.eye(3, dtype=np.float32)[labels] * 9
    assert fit_offsets(logits, certain(labels, 3), Floors()).tolist() == [0, 0, 0]


def test_the_spread_is_that_of_a_share() -> None:
    labels = np.arange(1000) % 2
    predicted = np.where(np.arange(1000) < 100, 1 - labels, labels)
    statistics = Classification.of(("a", "b"), labels, predicted, 0.0).statistics()
    spread = statistics["multiclass_classification_metrics"]["accuracy"]["standard_deviation"]
    assert spread == pytest.approx(np.sqrt(0.9 * 0.1 / 1000), rel=0.2)
