using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Media;

/// <summary>
/// Finds out whether a file is a PDF of one page that can be read and drawn. Poppler looks at it, in processes of their own; the page
/// is also drawn once, small, and copied once as for the edition's PDF, so that one that takes for ever or breaks its reader is refused
/// before anything is stored. Where poppler is missing, less is looked at (<see cref="ManagedPdf"/>).
/// </summary>
public sealed partial class PdfInspector(PdfTools? tools = null)
{
    internal const long MaximumBytes = 500_000_000;
    private const double MillimetresPerPoint = 25.4 / 72;

    // Larger than any press prints and smaller than a visiting card are damage or mischief.
    private const double MaximumMm = 2500;
    private const double MinimumMm = 30;

    private readonly PdfTools _tools = tools ?? new PdfTools();

    /// <param name="nameShown">How messages call the file, usually its path in the package.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<Checked<PdfFile>> InspectAsync(string path, string nameShown, CancellationToken ct)
    {
        try
        {
            var (file, problem) = await InspectAsync(Path.GetFullPath(path), ct).ConfigureAwait(false);
            return problem is null ? Checked.Good(file!) : Checked.Refused<PdfFile>($"{nameShown}: {problem}");
        }
        catch (MediaException e) when (!e.ToolMissing)
        {
            return Checked.Refused<PdfFile>($"{nameShown}: the PDF cannot be read ({e.Problem})");
        }
    }

    private async Task<(PdfFile? File, Sentence? Problem)> InspectAsync(string path, CancellationToken ct)
    {
        var length = new FileInfo(path).Length;
        if (length > MaximumBytes)
        {
            return (null, $"the PDF is too large ({length / 1_000_000} MB); at most {MaximumBytes / 1_000_000} MB are taken");
        }

        var scan = await PdfScan.ReadAsync(path, ct).ConfigureAwait(false);
        if (!scan.IsPdf)
        {
            return (null, $"this is no PDF");
        }

        if (scan.IsEncrypted)
        {
            return (null, $"the PDF is encrypted; save it without a password or restrictions");
        }

        if (!scan.HasEnd)
        {
            return (null, $"the PDF is damaged (its end is missing)");
        }

        if (!_tools.IsAvailable)
        {
            if (scan.HasBareReference)
            {
                return (null, $"the PDF is damaged (an object of it is nothing but a reference to another)");
            }

            var (widthMm, heightMm, wrong) = await ManagedPdf.InspectAsync(path, ct).ConfigureAwait(false);
            return wrong is null ? (new PdfFile(path, scan.Hash, length, widthMm, heightMm), null) : (null, wrong);
        }

        var info = await _tools.RunAsync(PdfTools.Info, [path], ct).ConfigureAwait(false);
        if (info.Errors.Contains("Incorrect password", StringComparison.Ordinal) || ValueOf(info.Output, "Encrypted")?.StartsWith("yes", StringComparison.Ordinal) == true)
        {
            return (null, $"the PDF is encrypted; save it without a password or restrictions");
        }

        if (info.ExitCode != 0 || !int.TryParse(ValueOf(info.Output, "Pages"), NumberStyles.None, CultureInfo.InvariantCulture, out var pages) || pages < 1)
        {
            return (null, $"the PDF is damaged ({info.Reason})");
        }

        if (Damage().Match(info.Errors) is { Success: true } damage)
        {
            return (null, $"the PDF is damaged ({damage.Value.Trim()})");
        }

        if (pages > 1)
        {
            return (null, $"the PDF has {pages} pages; a page's PDF holds one page");
        }

        if (SizeOf(info.Output) is not var (width, height) || width is < MinimumMm or > MaximumMm || height is < MinimumMm or > MaximumMm)
        {
            return (null, $"the PDF's page has no sensible size ({ValueOf(info.Output, "Page size") ?? "none"})");
        }

        var problem = await TryOutAsync(path, ct).ConfigureAwait(false);
        return problem is null ? (new PdfFile(path, scan.Hash, length, width, height), null) : (null, problem);
    }

    private async Task<Sentence?> TryOutAsync(string path, CancellationToken ct)
    {
        var folder = TemporaryFolders.Create();
        try
        {
            var drawn = await _tools.RunAsync(PdfTools.ToCairo,
                ["-png", "-singlefile", "-cropbox", "-r", "9", "-f", "1", "-l", "1", path, Path.Combine(folder.FullName, "page")], ct).ConfigureAwait(false);
            if (LostText().Match(drawn.Errors) is { Success: true } lost && LanguagePack().Match(drawn.Errors) is { Success: true } pack)
            {
                return $"the server cannot draw the PDF's text ({lost.Value.Trim()}); fonts for {pack.Groups[1].Value} need poppler's tables (Debian, Ubuntu: apt-get install poppler-data), or embed all fonts in the PDF";
            }

            if (drawn.ExitCode != 0 || Damage().Match(drawn.Errors) is { Success: true })
            {
                return $"the PDF is damaged ({(drawn.ExitCode != 0 ? drawn.Reason : Damage().Match(drawn.Errors).Value.Trim())})";
            }

            var copied = await _tools.RunAsync(PdfTools.Unite, [path, Path.Combine(folder.FullName, "copy.pdf")], ct).ConfigureAwait(false);
            return copied.ExitCode != 0 ? (Sentence)$"the PDF is damaged ({copied.Reason})" : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? ValueOf(string output, string key) => output.Split('\n')
        .Where(line => line.StartsWith(key + ":", StringComparison.Ordinal))
        .Select(line => line[(key.Length + 1)..].Trim())
        .FirstOrDefault();

    private static (double Width, double Height)? SizeOf(string output)
    {
        var size = PageSize().Match(ValueOf(output, "Page size") ?? "");
        if (!size.Success)
        {
            return null;
        }

        var width = double.Parse(size.Groups[1].Value, CultureInfo.InvariantCulture) * MillimetresPerPoint;
        var height = double.Parse(size.Groups[2].Value, CultureInfo.InvariantCulture) * MillimetresPerPoint;
        return ValueOf(output, "Page rot") is "90" or "270" ? (height, width) : (width, height);
    }

    [GeneratedRegex(@"\A(\d+(?:\.\d+)?) x (\d+(?:\.\d+)?) pts", RegexOptions.NonBacktracking)]
    private static partial Regex PageSize();

    // Of the many things that poppler remarks on, these mean that parts of the page are gone; others are common in good files.
    [GeneratedRegex(@"[^\n]*(xref|trailer|Loop in Pages|Page count|Couldn't find(?! '[^'\n]*' CMap)|premature end|Unexpected end|Unknown compression|flate|Bad page|Missing page)[^\n]*", RegexOptions.IgnoreCase)]
    private static partial Regex Damage();

    // Fonts of Adobe's Chinese, Japanese and Korean collections need tables that come as a package of their own; without them poppler
    // leaves the text out and ends well.
    [GeneratedRegex(@"Missing language pack for '([^'\n]+)' mapping")]
    private static partial Regex LanguagePack();

    [GeneratedRegex(@"[^\n]*(Unknown CMap|Unknown font tag|No font in show)[^\n]*")]
    private static partial Regex LostText();
}

/// <summary>What can be said of a PDF by its bytes alone.</summary>
/// <param name="HasBareReference">
/// An object is only a reference. Two such that refer to each other overflow the stack of a reader that follows them, which ends this
/// process if the reader runs in it; programs that make PDFs do not write them.
/// </param>
internal sealed record PdfScan(string Hash, bool IsPdf, bool IsEncrypted, bool HasBareReference, bool HasEnd)
{
    /// <summary>Readers accept the header anywhere in the first kilobyte and the end in the last.</summary>
    private const int Edge = 1024;

    public static async Task<PdfScan> ReadAsync(string path, CancellationToken ct)
    {
        var stream = new FileStream(path, new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 });
        await using (stream.ConfigureAwait(false))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[1 << 17];
            // The tail of the last block stays in front of the next, so that nothing is missed where blocks meet.
            var kept = 0;
            bool isPdf = false, isEncrypted = false, hasBareReference = false, first = true;
            int got;
            while ((got = await stream.ReadAsync(buffer.AsMemory(kept), ct).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, kept, got);
                var block = buffer.AsSpan(0, kept + got);
                if (first)
                {
                    isPdf = block[..Math.Min(block.Length, Edge)].IndexOf("%PDF-"u8) >= 0;
                    first = false;
                }

                isEncrypted |= NamesEncryption(block);
                hasBareReference |= HoldsBareReference(block);
                kept = Math.Min(block.Length, Edge);
                block[^kept..].CopyTo(buffer);
            }

            var end = buffer.AsSpan(0, kept);
            return new PdfScan(Convert.ToHexStringLower(hash.GetHashAndReset()), isPdf, isEncrypted, hasBareReference, end.IndexOf("startxref"u8) >= 0);
        }
    }

    /// <summary>
    /// An <c>/Encrypt</c> entry, which stands in the clear in every encrypted PDF, also in one of which only attachments are encrypted
    /// (poppler calls that one unencrypted and cannot join it).
    /// </summary>
    private static bool NamesEncryption(ReadOnlySpan<byte> block)
    {
        while (true)
        {
            var at = block.IndexOf("/Encrypt"u8);
            if (at < 0)
            {
                return false;
            }

            block = block[(at + 8)..];
            if (block.IsEmpty || block[0] is (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t' or (byte)'<')
            {
                return true;
            }
        }
    }

    private static bool HoldsBareReference(ReadOnlySpan<byte> block)
    {
        int at;
        while ((at = block.IndexOf(" obj"u8)) >= 0)
        {
            block = block[(at + 4)..];
            var rest = block[..Math.Min(block.Length, Edge / 2)];
            if (SkipNumber(ref rest) && SkipNumber(ref rest))
            {
                SkipSpace(ref rest);
                if (!rest.IsEmpty && rest[0] == 'R')
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool SkipNumber(ref ReadOnlySpan<byte> rest)
    {
        SkipSpace(ref rest);
        var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        rest = digits > 0 ? rest[digits..] : rest;
        return digits > 0;
    }

    /// <summary>White space and comments.</summary>
    private static void SkipSpace(ref ReadOnlySpan<byte> rest)
    {
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n\f\0"u8);
            if (rest.IsEmpty || rest[0] != '%')
            {
                return;
            }

            var end = rest.IndexOfAny((byte)'\r', (byte)'\n');
            rest = end < 0 ? default : rest[end..];
        }
    }
}
