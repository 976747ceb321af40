/**
 * A web application and the service behind it: a request is a trace, a conversation is many.
 *
 * <p>Starting points: {@link dev.parley.examples.web.WebApplication}, {@link
 * dev.parley.examples.web.StockService}.
 */
@NullMarked
package dev.parley.examples.web;

import org.jspecify.annotations.NullMarked;
