"""How well the ghost model forecasts, held to simulated channels whose future is known."""
