/**
 * {@code parley prices import}: turns price lists that others keep into the server's own form.
 * Start at {@link dev.parley.server.prices.PricesCommand}; a list's form is one {@link
 * dev.parley.server.prices.PriceList}.
 */
@NullMarked
package dev.parley.server.prices;

import org.jspecify.annotations.NullMarked;
