package dev.parley.server.store;

import dev.parley.server.model.MetricPoint;
import java.util.UUID;

/**
 * A metric point as the store keeps it.
 *
 * @param point what was sent
 * @param address of the whole point
 * @param resource hash of the resource's attributes
 */
public record PointRow(MetricPoint point, Address address, UUID resource) {}
