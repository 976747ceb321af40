package dev.parley.examples.langchain4j;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;

/** The assistant of a shop. The memory's id is the conversation. */
interface Assistant {
  @SystemMessage("You are the assistant of a shop.")
  String answer(@MemoryId String conversation, @UserMessage String question);

  @SystemMessage("You are the assistant of a shop.")
  TokenStream stream(@MemoryId String conversation, @UserMessage String question);
}
