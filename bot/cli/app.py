"""All commands of ``jiuye`` gathered."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="就业信息推送机器人")
imports = typer.Typer(no_args_is_help=True, help="导入名单、意向、岗位")
app.add_typer(imports, name="import")


def main() -> None:
    """Entry point. The commands register themselves when their modules are imported."""
    from bot.cli import demo, invite, notify, postings, push, roster, stats, system, units  # noqa: F401

    app()
