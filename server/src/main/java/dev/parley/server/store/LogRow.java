package dev.parley.server.store;

import dev.parley.server.model.LogRecord;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A log record as the store keeps it.
 *
 * @param record what was sent; its body and attributes are replaced by what follows
 * @param address of the whole record
 * @param resource hash of the resource's attributes
 * @param body packed JSON, see {@link PackedJson}
 * @param attributes packed JSON
 * @param told what it tells of its span's content, or null
 */
public record LogRow(
    LogRecord record,
    Address address,
    UUID resource,
    String body,
    String attributes,
    @Nullable ToldRow told) {}
