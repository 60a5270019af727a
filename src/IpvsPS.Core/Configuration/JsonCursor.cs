using System.Text;
using System.Text.Json;

namespace IpvsPS.Configuration;

/// <summary>Walks the tokens of a JSON text that is read a piece at a time, and says where a fault is.</summary>
internal ref struct JsonCursor
{
    private const int MostDepth = 10;
    private const string ObjectForm = "an object { … }";

    private readonly TextInput _input;
    private Utf8JsonReader _reader;

    public JsonCursor(TextInput input)
    {
        _input = input;
        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = MostDepth };
        _reader = new Utf8JsonReader(input.Unread, input.IsAtEnd, new JsonReaderState(options));
    }

    public readonly JsonTokenType Type => _reader.TokenType;

    /// <summary>Where the present token starts.</summary>
    public readonly TextPosition Position => _input.PositionAt((int)_reader.TokenStartIndex);

    /// <summary>Goes to the next token; false at the end of the text.</summary>
    /// <exception cref="IpvsConfigurationException">The text is no JSON there.</exception>
    public bool Read()
    {
        try
        {
            while (!_reader.Read())
            {
                if (_input.IsAtEnd)
                {
                    return false;
                }

                _input.Consume((int)_reader.BytesConsumed);
                _input.Fill();
                _reader = new Utf8JsonReader(_input.Unread, _input.IsAtEnd, _reader.CurrentState);
            }

            // Half of a surrogate pair is found only where the text is unescaped, which comparing does too.
            _ = _reader.ValueIsEscaped ? Text : null;
            return true;
        }
        catch (JsonException e)
        {
            // Its words end with its own count of lines and bytes, from 0.
            string words = e.Message.Split(" LineNumber:")[0];
            throw new IpvsConfigurationException(
                $"this is no JSON: {words}",
                (int)(e.LineNumber ?? 0) + 1,
                (int)(e.BytePositionInLine ?? 0) + 1
            );
        }
    }

    /// <summary>What has been read behind the present token.</summary>
    public readonly ReadOnlySpan<byte> Rest => _input.Unread[(int)_reader.BytesConsumed..];

    /// <summary>
    /// Passes over whole items of the present array behind its present one. Lines are counted by the reader of tokens, so that faults
    /// have wrong places afterwards.
    /// </summary>
    public void Skip(int count)
    {
        if (count > 0)
        {
            _input.Consume((int)_reader.BytesConsumed + count);
            _reader = new Utf8JsonReader(_input.Unread, _input.IsAtEnd, _reader.CurrentState);
        }
    }

    /// <summary>Goes to the next key of the present object, past its colon; false at the object's end.</summary>
    public bool ReadKey() => Read() && Type == JsonTokenType.PropertyName;

    /// <summary>Whether the present key or text is this one.</summary>
    public readonly bool Is(ReadOnlySpan<byte> text) => _reader.ValueTextEquals(text);

    /// <inheritdoc cref="Is(ReadOnlySpan{byte})"/>
    public readonly bool Is(string text) => _reader.ValueTextEquals(text);

    /// <summary>The present key's or text's value.</summary>
    /// <exception cref="IpvsConfigurationException">It is not UTF-8, or has half of a surrogate pair.</exception>
    public readonly string Text
    {
        get
        {
            try
            {
                return _reader.GetString()!;
            }
            catch (InvalidOperationException)
            {
                throw ConfigurationRules.Error("the text is not in UTF-8, or has one half of a surrogate pair only.", Position);
            }
        }
    }

    /// <summary>The next value, an object: its keys follow.</summary>
    public void BeginObject(string what) => Expect(JsonTokenType.StartObject, what, ObjectForm);

    /// <summary>The next value, an array: its items follow.</summary>
    public void BeginArray(string what) => Expect(JsonTokenType.StartArray, what, "an array [ … ]");

    /// <summary>Goes to the next object of the present array, whose keys follow; false at the end of the array.</summary>
    public bool ReadObject(string what)
    {
        if (!Read() || Type == JsonTokenType.EndArray)
        {
            return false;
        }

        return Type == JsonTokenType.StartObject ? true : throw Wrong(what, ObjectForm);
    }

    public string ReadText(string what)
    {
        Expect(JsonTokenType.String, what, "a text in quotes");
        return Text;
    }

    public bool ReadSwitch(string what)
    {
        Read();
        return Type is JsonTokenType.True or JsonTokenType.False ? Type == JsonTokenType.True : throw Wrong(what, "true or false");
    }

    public long ReadNumber(string what, long least, long most)
    {
        Read();
        return Number(what, least, most);
    }

    /// <summary>The present value as a number.</summary>
    public readonly long Number(string what, long least = long.MinValue, long most = long.MaxValue) =>
        Type == JsonTokenType.Number && _reader.TryGetInt64(out long number) && number >= least && number <= most
            ? number
            : throw Wrong(what, $"a whole number from {least} to {most}");

    /// <summary>The next value, a time of more than 0 seconds, which need not be whole.</summary>
    public TimeSpan ReadSeconds(string what)
    {
        Read();
        return Type == JsonTokenType.Number && _reader.TryGetDouble(out double seconds) && seconds is > 0 and <= int.MaxValue
            ? TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
            : throw Wrong(what, "a number of seconds, more than 0");
    }

    public InetAddress ReadAddress(string what)
    {
        Expect(JsonTokenType.String, what, "an address in quotes");
        ReadOnlySpan<byte> text = _reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(Text) : _reader.ValueSpan;
        return InetAddress.TryParse(text, out InetAddress address)
            ? address
            : throw Wrong(what, "an address such as 10.0.0.1 or 2001:db8::1");
    }

    /// <summary>The next value, one of two texts.</summary>
    public T ReadChoice<T>(string what, ReadOnlySpan<byte> firstText, T first, ReadOnlySpan<byte> secondText, T second)
    {
        Read();
        return Type == JsonTokenType.String && Is(firstText) ? first
            : Type == JsonTokenType.String && Is(secondText) ? second
            : throw Wrong(what, $"\"{Encoding.UTF8.GetString(firstText)}\" or \"{Encoding.UTF8.GetString(secondText)}\"");
    }

    /// <summary>The next value, one of three texts.</summary>
    public T ReadChoice<T>(
        string what,
        ReadOnlySpan<byte> firstText,
        T first,
        ReadOnlySpan<byte> secondText,
        T second,
        ReadOnlySpan<byte> thirdText,
        T third
    )
    {
        Read();
        return Type == JsonTokenType.String && Is(firstText) ? first
            : Type == JsonTokenType.String && Is(secondText) ? second
            : Type == JsonTokenType.String && Is(thirdText) ? third
            : throw Wrong(
                what,
                $"\"{Encoding.UTF8.GetString(firstText)}\", \"{Encoding.UTF8.GetString(secondText)}\" or "
                    + $"\"{Encoding.UTF8.GetString(thirdText)}\""
            );
    }

    public void Expect(JsonTokenType type, string what, string wanted)
    {
        Read();
        if (Type != type)
        {
            throw Wrong(what, wanted);
        }
    }

    public readonly IpvsConfigurationException Wrong(string what, string wanted) =>
        ConfigurationRules.Error($"{what} is {wanted}, not {Present}.", Position);

    public readonly IpvsConfigurationException UnknownKey(string where, string known) =>
        ConfigurationRules.Error($"'{Text}' is no key of {where}; the keys are {known}.", Position);

    private readonly string Present =>
        Type switch
        {
            JsonTokenType.String => $"the text \"{(Text.Length > 60 ? Text[..60] + "…" : Text)}\"",
            JsonTokenType.Number => Encoding.UTF8.GetString(_reader.ValueSpan),
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Null => "null",
            _ => "what stands there",
        };
}
