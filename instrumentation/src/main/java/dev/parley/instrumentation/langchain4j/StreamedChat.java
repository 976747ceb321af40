package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Pieces;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was told of a streamed answer: LangChain4j gives the whole of it at its end. */
final class StreamedChat implements Pieces {
  private final @Nullable String provider;
  private final boolean content;
  private final TextRoom room = new TextRoom(TextRoom.MOST);
  private final StringBuilder text = new StringBuilder();
  private volatile @Nullable ChatResponse whole;

  /**
   * Nothing has come yet.
   *
   * @param provider canonical; null if unknown
   * @param content whether text is kept
   */
  StreamedChat(@Nullable String provider, boolean content) {
    this.provider = provider;
    this.content = content;
  }

  void whole(ChatResponse response) {
    whole = response;
  }

  @Override
  public void add(Object piece) {
    if (content && piece instanceof String said) {
      room.append(text, said);
    }
  }

  @Override
  public boolean isWhole() {
    return whole != null;
  }

  @Override
  public Answer answer() {
    ChatResponse response = whole;
    if (response != null) {
      return new ChatAnswer(response, provider);
    }
    if (text.length() == 0) {
      return Answer.NONE;
    }
    List<Message> cut =
        List.of(Message.answer("assistant", List.of(new Part.Text(text.toString())), null));
    return new Answer() {
      @Override
      public List<Message> messages() {
        return cut;
      }
    };
  }

  @Override
  public TextRoom room() {
    return room;
  }
}
