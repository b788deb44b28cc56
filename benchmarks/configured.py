"""Settings as `conf/` composes them, so that a benchmark measures what a run uses."""

from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf

from academy.places import CONF
from academy.settings import Settings


def configured(*overrides: str) -> Settings:
    """The default settings with overrides like those of the command line."""
    with initialize_config_dir(str(CONF), version_base="1.3"):
        config = OmegaConf.to_container(compose("config", overrides=list(overrides)), resolve=True)
    return Settings.build({key: value for key, value in config.items() if key != "hydra"})
