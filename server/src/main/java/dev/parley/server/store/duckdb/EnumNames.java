package dev.parley.server.store.duckdb;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Enum constants as columns hold them: in lower case. */
final class EnumNames {
  private static final Map<Enum<?>, String> NAMES = new ConcurrentHashMap<>();

  private EnumNames() {}

  static String lowerCase(Enum<?> value) {
    return NAMES.computeIfAbsent(value, constant -> constant.name().toLowerCase(Locale.ROOT));
  }
}
