namespace ZsrbPaper.Core.Searching;

/// <summary>What the database is asked for: documents by the terms of its index (see <see cref="SearchTerms"/>), and by what stands in their texts.</summary>
/// <param name="Terms">A document has all of them; none to go through the documents without the index.</param>
public sealed record DocumentQuery(IReadOnlyCollection<string> Terms)
{
    /// <summary>Whether one of <see cref="Terms"/> is enough.</summary>
    public bool Any { get; init; }

    /// <summary>Terms of which a document has one besides, as those of months or years; none for all documents.</summary>
    public IReadOnlyCollection<string> Within { get; init; } = [];

    /// <summary>Terms of which a document has none. Counts only where there are <see cref="Terms"/>.</summary>
    public IReadOnlyCollection<string> Without { get; init; } = [];

    public IReadOnlyCollection<SearchPiece> Pieces { get; init; } = [];

    /// <summary>The least <see cref="SearchDocument.Key"/>; null for none.</summary>
    public long? FirstKey { get; init; }

    /// <summary>The greatest <see cref="SearchDocument.Key"/>; null for none.</summary>
    public long? LastKey { get; init; }
}

/// <summary>Characters that stand, or do not stand, one after the other in a document's texts.</summary>
/// <param name="Normal">In their normal form.</param>
/// <param name="Field">Where; only headings and authors are told apart from the rest.</param>
public sealed record SearchPiece(string Normal, SearchField Field, bool IsExcluded = false)
{
    /// <summary>Whether it begins or ends with a letter or a digit, and so may stand within a longer word, where it does not count.</summary>
    public bool IsOfWords => SearchText.IsWordCharacter(Normal[0]) || SearchText.IsWordCharacter(Normal[^1]);
}
