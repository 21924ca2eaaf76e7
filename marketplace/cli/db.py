"""The migrations of the database, by the commands of Flask-Migrate."""

from marketplace.adapters.migrations import commands

group = commands
