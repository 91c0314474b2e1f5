"""Text as Telegram reads it: entities, HTML mode, keyboards."""
