package dev.parley.instrumentation.internal;

/** The room for the text of one streamed answer, which all of its parts share. */
public final class TextRoom {

  /** Longer answers are passed on, but kept up to here only. Characters. */
  public static final int MOST = 1 << 20;

  private final int size;
  private int kept;
  private boolean cut;
  private long said;

  /** A room for so many characters. */
  public TextRoom(int size) {
    this.size = size;
  }

  /** Keeps what there is room for. */
  public void append(StringBuilder text, String more) {
    said += more.length();
    int end = Math.min(more.length(), size - kept);
    // Half of a character outside of the basic plane is none.
    if (end > 0 && end < more.length() && Character.isHighSurrogate(more.charAt(end - 1))) {
      end--;
    }
    text.append(more, 0, end);
    kept += end;
    if (end < more.length()) {
      // Nothing after a gap is kept, or it would read as if there were none.
      kept = size;
      cut = true;
    }
  }

  /** Characters, kept or not. */
  public long said() {
    return said;
  }

  public boolean isCut() {
    return cut;
  }
}
