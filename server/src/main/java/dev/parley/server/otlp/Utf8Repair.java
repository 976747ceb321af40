package dev.parley.server.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Rewrites an encoded message so that every string is UTF-8; what is not becomes U+FFFD. */
final class Utf8Repair {
  private Utf8Repair() {}

  static byte[] repair(byte[] message, Descriptor descriptor, int maxDepth) throws IOException {
    if (maxDepth == 0) {
      throw new InvalidProtocolBufferException("nested too deep");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(message.length + 16);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      FieldDescriptor field = descriptor.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
      out.writeUInt32NoTag(tag);
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(in.readRawVarint64());
        case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(in.readRawLittleEndian64());
        case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag(in.readRawLittleEndian32());
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> value(in.readBytes(), field, out, maxDepth);
        default -> throw new InvalidProtocolBufferException("a group, which OTLP never had");
      }
    }
    out.flush();
    return bytes.toByteArray();
  }

  private static void value(
      ByteString value, @Nullable FieldDescriptor field, CodedOutputStream out, int maxDepth)
      throws IOException {
    if (field == null) {
      out.writeBytesNoTag(value);
      return;
    }
    switch (field.getType()) {
      case STRING -> out.writeStringNoTag(value.toStringUtf8());
      case MESSAGE ->
          out.writeByteArrayNoTag(
              repair(value.toByteArray(), field.getMessageType(), maxDepth - 1));
      default -> out.writeBytesNoTag(value);
    }
  }
}
