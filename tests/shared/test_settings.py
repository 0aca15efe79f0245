"""Settings: typed, explained, and no secret that everybody knows outside the demo."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.settings import SettingMissing, Settings, example


def test_a_service_reads_its_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDS_DATABASE_URL", "postgresql://cards")
    monkeypatch.setenv("HEALTH_PORT", "9123")
    assert Settings("cards").database_url == "postgresql://cards"
    assert Settings("cards").health_port == 9123


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "url").write_text("amqp://from-a-file\n")
    monkeypatch.setenv("CARDS_BROKER_URL_FILE", str(tmp_path / "url"))
    assert Settings("cards").broker_url == "amqp://from-a-file"


def test_a_missing_variable_is_named_with_its_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CARDS_BROKER_URL", raising=False)
    with pytest.raises(SettingMissing, match=r"CARDS_BROKER_URL.*own user"):
        _ = Settings("cards").broker_url


def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTH_PORT", "many")
    with pytest.raises(SettingMissing, match="HEALTH_PORT"):
        _ = Settings("cards").health_port


def test_a_secret_that_everybody_knows_serves_only_the_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARDS_BROKER_URL", "amqp://guest:guest@rabbitmq/")
    monkeypatch.delenv("STADION_ENV", raising=False)
    with pytest.raises(SettingMissing, match="everybody knows"):
        _ = Settings("cards").broker_url
    monkeypatch.setenv("STADION_ENV", "demo")
    assert Settings("cards").broker_url == "amqp://guest:guest@rabbitmq/"


def test_the_example_explains_every_variable_once_a_service() -> None:
    text = example(["cards", "finance"])
    assert "# RabbitMQ, as the service's own user.\n" in text
    assert "\nFINANCE_DATABASE_URL=postgresql://finance_app:" in text
