package dev.parley.server.ingest;

import dev.parley.server.store.SpanStore;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is known in memory of the projects that were written last; of others the store is read again
 * when they are written. Used by one thread, the only one that writes.
 */
final class KnownData {
  /** More would take more memory than a server should. */
  private static final int MOST_PROJECTS = 8;

  /** Of one project. */
  record OfProject(StoredIndex index, ActiveTraces traces) {
    static OfProject load(SpanStore store, String project) {
      StoredIndex index = StoredIndex.load(store, project);
      return new OfProject(index, new ActiveTraces(store, project, index::mayHaveTrace));
    }
  }

  private final SpanStore store;

  /** The least recently used first. */
  private final LinkedHashMap<String, OfProject> projects = new LinkedHashMap<>(16, 0.75f, true);

  KnownData(SpanStore store) {
    this.store = store;
  }

  /**
   * Reads again what is believed to be stored, after some of it was taken away.
   *
   * @throws dev.parley.server.store.StoreException if the store can't be read
   */
  void reload() {
    for (OfProject known : projects.values()) {
      known.index().reload();
      known.traces().forgetAll();
    }
  }

  /**
   * @throws dev.parley.server.store.StoreException if the store can't be read
   */
  OfProject of(String project) {
    OfProject known = projects.get(project);
    if (known == null) {
      known = OfProject.load(store, project);
      projects.put(project, known);
      if (projects.size() > MOST_PROJECTS) {
        Map.Entry<String, OfProject> oldest = projects.entrySet().iterator().next();
        projects.remove(oldest.getKey());
      }
    }
    return known;
  }
}
