package dev.parley.server.store;

import dev.parley.server.store.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * A filter and what it takes to decide it.
 *
 * @param costs what calls cost; null only where the filter does not ask
 */
public record Selection(Filter filter, @Nullable CostTable costs) {}
