using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>A node of a YAML text with the line on which it starts.</summary>
internal abstract record YamlNode(int Line);

/// <summary>A scalar as the text written: <c>01</c> stays <c>01</c>. Nothing after a key is an empty plain scalar.</summary>
internal sealed record YamlScalar(string Text, bool IsPlain, int Line) : YamlNode(Line)
{
    public bool IsNothing => IsPlain && Text.Length == 0;
}

internal sealed record YamlList(IReadOnlyList<YamlNode> Items, int Line) : YamlNode(Line);

internal sealed record YamlMap(IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> Entries, int Line) : YamlNode(Line);

/// <summary>
/// Reads the part of YAML that people write: scalars, lists, maps. What could make a small file large or mean something to
/// a program (anchors, aliases, tags) is refused.
/// </summary>
internal static class YamlTree
{
    private const int MaxDepth = 12;
    private const int MaxNodes = 100_000;

    /// <param name="text">The YAML, line ends as \n.</param>
    /// <param name="file">Its file, for the problems.</param>
    /// <param name="linesBefore">Lines of the file that come before the text.</param>
    /// <param name="problems">Where what is wrong goes.</param>
    /// <returns>The map at the top; null when there is none or the text is refused.</returns>
    public static YamlMap? Read(string text, string file, int linesBefore, ProblemList problems)
    {
        try
        {
            return new Reader(text, file, linesBefore, problems).ReadDocument();
        }
        catch (YamlException exception)
        {
            problems.Error(file, linesBefore + (int)Math.Max(1, exception.Start.Line), $"is no valid YAML: {Plainly(exception)}. A text that holds ': ' or ' #', or starts with one of []{{}}*&!|>'\"%@`, goes in quotes.");
        }
        catch (RefusedException exception)
        {
            problems.Error(file, exception.Line, exception.Problem);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            // What the parser throws at input it did not expect.
            problems.Error(file, linesBefore + 1, $"is no valid YAML.");
        }

        return null;
    }

    private static string Plainly(YamlException exception)
    {
        var message = exception.Message;
        var start = message.LastIndexOf("): ", StringComparison.Ordinal);
        return (start < 0 ? message : message[(start + 3)..]).TrimEnd('.');
    }

    private sealed class RefusedException(int line, Sentence problem) : Exception
    {
        public Sentence Problem { get; } = problem;

        public int Line { get; } = line;
    }

    private sealed class Reader(string text, string file, int linesBefore, ProblemList problems)
    {
        private readonly Parser _parser = new(new StringReader(text));
        private int _nodes;

        public YamlMap? ReadDocument()
        {
            Expect<StreamStart>();
            if (!_parser.MoveNext() || _parser.Current is StreamEnd)
            {
                problems.Error(file, null, $"is empty.");
                return null;
            }

            var start = (DocumentStart)_parser.Current!;
            if (start.Version is not null || start.Tags is { Count: > 0 } && !start.IsImplicit && start.Tags.Any(tag => tag.Handle is not ("!" or "!!")))
            {
                throw new RefusedException(Line(start), $"has a YAML directive (%…); leave it out.");
            }

            _parser.MoveNext();
            var root = ReadNode(1);
            Expect<DocumentEnd>();
            _parser.MoveNext();
            if (_parser.Current is not StreamEnd)
            {
                throw new RefusedException(Line(_parser.Current!), $"has a second YAML document ('---'); one file holds one.");
            }

            if (root is YamlMap map)
            {
                return map;
            }

            problems.Error(file, root.Line, $"has no 'key: value' lines where they belong.");
            return null;
        }

        /// <summary>Reads the node whose first event is the parser's current one, and stops at its last event.</summary>
        private YamlNode ReadNode(int depth)
        {
            var current = _parser.Current!;
            var line = Line(current);
            if (++_nodes > MaxNodes)
            {
                throw new RefusedException(line, $"holds more than {MaxNodes:N0} values.");
            }

            if (depth > MaxDepth)
            {
                throw new RefusedException(line, $"is nested deeper than {MaxDepth} levels.");
            }

            if (current is AnchorAlias)
            {
                throw new RefusedException(line, $"has a YAML alias (*name); write the value out, or put a text that starts with * in quotes.");
            }

            if (current is NodeEvent { Anchor.IsEmpty: false })
            {
                throw new RefusedException(line, $"has a YAML anchor (&name); leave it out, or put a text that starts with & in quotes.");
            }

            if (current is NodeEvent { Tag.IsEmpty: false })
            {
                throw new RefusedException(line, $"has a YAML tag (!name); leave it out, or put a text that starts with ! in quotes.");
            }

            switch (current)
            {
                case Scalar scalar:
                    return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, line);

                case SequenceStart:
                    var items = new List<YamlNode>();
                    while (_parser.MoveNext() && _parser.Current is not SequenceEnd)
                    {
                        items.Add(ReadNode(depth + 1));
                    }

                    return new YamlList(items, line);

                case MappingStart:
                    var entries = new List<KeyValuePair<YamlScalar, YamlNode>>();
                    var keys = new HashSet<string>(StringComparer.Ordinal);
                    while (_parser.MoveNext() && _parser.Current is not MappingEnd)
                    {
                        if (ReadNode(depth + 1) is not YamlScalar key)
                        {
                            throw new RefusedException(line, $"has a key that is no plain word.");
                        }

                        if (!keys.Add(key.Text))
                        {
                            problems.Error(file, key.Line, $"'{FieldReader.Short(key.Text)}:' is given twice; leave one.");
                        }

                        _parser.MoveNext();
                        entries.Add(new(key, ReadNode(depth + 1)));
                    }

                    return new YamlMap(entries, line);

                default:
                    throw new RefusedException(line, $"is no valid YAML.");
            }
        }

        private void Expect<T>()
        {
            _parser.MoveNext();
            if (_parser.Current is not T)
            {
                throw new RefusedException(linesBefore + 1, $"is no valid YAML.");
            }
        }

        private int Line(ParsingEvent item) => linesBefore + (int)item.Start.Line;
    }
}
