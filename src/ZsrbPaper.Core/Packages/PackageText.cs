using System.Text;

namespace ZsrbPaper.Core.Packages;

/// <summary>Reads the text files that people write: UTF-8 with or without byte order marks, any line ends.</summary>
internal static class PackageText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The text with line ends as \n; null when it cannot be read, which is a problem by then.</summary>
    public static async Task<string?> ReadAsync(PackageEntry file, PackageLimits limits, ProblemList problems, CancellationToken cancellationToken)
    {
        if (file.Bytes > limits.TextBytes)
        {
            problems.Error(file.Path, null, $"is larger than {limits.TextBytes / (1 << 20)} MiB, which is no text of a newspaper.");
            return null;
        }

        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(file.DiskPath, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problems.Error(file.Path, null, $"cannot be read: {exception.Message}");
            return null;
        }

        return Decode(bytes, file.Path, problems);
    }

    public static string? Decode(ReadOnlySpan<byte> bytes, string file, ProblemList problems)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            problems.Error(file, null, $"is UTF-16, not UTF-8. Save it again as UTF-8.");
            return null;
        }

        string text;
        try
        {
            text = StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            var line = bytes[..Math.Clamp(exception.Index, 0, bytes.Length)].Count((byte)'\n') + 1;
            problems.Error(file, line, $"is not UTF-8. If it was saved as GBK or \"ANSI\", save it again as UTF-8.");
            return null;
        }

        // A program that adds a byte order mark may have added it to one that was there.
        return WithLineFeeds(text.TrimStart('\uFEFF'));
    }

    /// <summary>Line ends as \n. Not ReplaceLineEndings: it would also take U+2028 and its like, which are part of a text.</summary>
    public static string WithLineFeeds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    /// <summary>The text with line ends as \n and without what a package cannot hold.</summary>
    public static string Storable(string text)
    {
        text = WithLineFeeds(text);
        if (FindUnstorable(text) is null)
        {
            return text;
        }

        var storable = new StringBuilder(text.Length);
        while (FindUnstorable(text) is { } unstorable)
        {
            storable.Append(text, 0, unstorable.Index);
            text = text[(unstorable.Index + 1)..];
        }

        return storable.Append(text).ToString();
    }

    /// <summary>
    /// What in a text neither a database nor XML can hold (PostgreSQL has no \0, feeds no control characters); null when
    /// nothing is.
    /// </summary>
    /// <returns>The offending character's position and its name.</returns>
    public static (int Index, string Name)? FindUnstorable(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if ((char.IsControl(character) && character is not ('\n' or '\t')) || char.IsSurrogate(character) || character is '\uFFFE' or '\uFFFF')
            {
                return (index, $"U+{(int)character:X4}");
            }
        }

        return null;
    }
}
