package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Question;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.instrumentation.internal.Tree;
import org.jspecify.annotations.Nullable;

/** A request that could not be read: there is a call, and no more is known of it. */
final class UnreadableApi implements Api {

  @Override
  public String operation() {
    return "chat";
  }

  @Override
  public @Nullable String model() {
    return null;
  }

  @Override
  public Question question() {
    return Question.UNREADABLE;
  }

  @Override
  public Answer answer(Tree response, HeaderCounts counts) {
    return Answer.NONE;
  }

  @Override
  public EventPieces pieces(boolean content) {
    return new EventPieces(Nothing::new);
  }

  private static final class Nothing implements EventPieces.Reading {

    @Override
    public void add(StreamEvent event) {}

    @Override
    public Answer answer() {
      return Answer.NONE;
    }

    @Override
    public TextRoom room() {
      return new TextRoom(0);
    }
  }
}
