using static ZsrbPaper.Benchmarks.Generation.ColumnKind;

namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>The tables that a generated archive fills.</summary>
internal static class ArchiveTables
{
    public static BulkTable Editions { get; } = BulkTable.Of(
        "Editions",
        (Number, ["Id", "NewspaperId", "Number", "Version"]),
        (Date, ["Date"]),
        (Moment, ["PlannedRelease", "SignedOffAt", "ReleaseAt", "ModifiedAt"]),
        (Flag, ["IsSample"]));

    public static BulkTable Pages { get; } = BulkTable.Of(
        "PrintPages",
        (Number, ["Id", "EditionId", "Position", "Part", "FacsimileWidth", "FacsimileHeight", "Version"]),
        (Text, ["Label", "Section", "PictureHash", "PictureExtension", "FacsimileVersion"]),
        (Texts, ["Editors", "Designers", "Proofreaders"]),
        (Flag, ["PdfIsWithheld"]));

    public static BulkTable Articles { get; } = BulkTable.Of(
        "Articles",
        (Number, ["Id", "PageId", "Number", "Position", "OldNumber", "Version"]),
        (Text, ["Kind", "Kicker", "Title", "Subtitle", "Column", "Source", "Body", "Correction", "Withdrawal"]),
        (Texts, ["Reporters", "Correspondents", "Photographers"]),
        (Moment, ["CreatedAt", "ModifiedAt"]));

    public static BulkTable Photos { get; } = BulkTable.Of(
        "Photos",
        (Number, ["Id", "ArticleId", "Position", "Width", "Height"]),
        (Text, ["FileName", "Hash", "Extension", "Caption", "Credit"]));

    public static BulkTable HotAreas { get; } = BulkTable.Of(
        "HotAreas",
        (Number, ["Id", "ArticleId", "PageId", "Position"]),
        (Text, ["Shape"]));

    public static BulkTable OldAddresses { get; } = BulkTable.Of(
        "OldAddresses",
        (Number, ["Id", "EditionId", "PageId", "ArticleId"]),
        (Text, ["Address"]));

    /// <summary>Those of editions; what is referred to comes before what refers to it.</summary>
    public static IReadOnlyList<BulkTable> OfEditions { get; } = [Editions, Pages, Articles, Photos, HotAreas];
}
