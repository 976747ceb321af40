/**
 * The HTTP interface: the JSON API with its OpenAPI document, the UI's assets, health, and the
 * checks of Host and Origin.
 */
@NullMarked
package dev.parley.server.api;

import org.jspecify.annotations.NullMarked;
