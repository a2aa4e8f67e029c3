using System.Diagnostics.CodeAnalysis;
using System.Text;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.Core.OldAddresses;

/// <summary>An address of another platform, and what of the archive stood there.</summary>
public sealed class OldAddress
{
    /// <summary>Longest address in characters, as <see cref="TryNormalize"/> writes it.</summary>
    public const int MaxLength = 500;

    private OldAddress(string address) => Address = address;

    internal OldAddress(string address, int editionId, int? pageId, int? articleId)
        : this(address) => LeadTo(editionId, pageId, articleId);

    public int Id { get; private set; }

    /// <summary>Path and query (<c>/html/2024-03/01/content_123.htm</c>), with its host before it if only that host had it (<c>//epaper.example.com/…</c>).</summary>
    public string Address { get; private set; }

    public int EditionId { get; private set; }

    public Edition Edition { get; private set; } = null!;

    public int? PageId { get; private set; }

    /// <summary>Null when the edition itself stood there.</summary>
    public PrintPage? Page { get; private set; }

    public int? ArticleId { get; private set; }

    /// <summary>Null when the edition or a page stood there.</summary>
    public Article? Article { get; private set; }

    /// <summary>
    /// The one spelling by which an address is stored and looked up: without scheme, port and fragment, lower case (sites on Windows answered any),
    /// characters beyond ASCII percent-encoded as UTF-8.
    /// </summary>
    /// <param name="text">Absolute, or path and query from the first slash.</param>
    public static bool TryNormalize(string text, [NotNullWhen(true)] out string? address)
    {
        address = null;
        text = text.Trim();
        var host = "";
        if (text.Contains("://", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            {
                return false;
            }

            host = "//" + uri.Host;
            var start = text.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3);
            text = start < 0 ? "/" : text[start..];
        }

        text = host + text.Split('#', 2)[0];
        if (!text.StartsWith('/') || text == "/" || text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
        {
            return false;
        }

        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            escaped.Append(rune.IsAscii ? rune.ToString() : Uri.EscapeDataString(rune.ToString()));
        }

        address = escaped.ToString().ToLowerInvariant();
        return address.Length <= MaxLength;
    }

    internal void LeadTo(int editionId, int? pageId, int? articleId) => (EditionId, PageId, ArticleId) = (editionId, pageId, articleId);
}
