"""`channel.prices.costs.cost_won(item, count, on)`; rates are rows with a start date."""
