using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZsrbPaper.Core.Changes;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Newspapers;
using ZsrbPaper.Core.OldAddresses;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Core.Submissions;

namespace ZsrbPaper.Core.Data;

internal static class Lengths
{
    /// <summary>SHA-256 as hexadecimal.</summary>
    public const int Hash = 64;
    public const int Extension = 10;
    public const int FacsimileVersion = 32;
}

internal sealed class NewspaperConfiguration : IEntityTypeConfiguration<Newspaper>
{
    public void Configure(EntityTypeBuilder<Newspaper> builder)
    {
        builder.Property(newspaper => newspaper.Code).HasMaxLength(NewspaperCode.MaxLength);
        builder.Property(newspaper => newspaper.Name).HasMaxLength(Newspaper.NameMaxLength);
        foreach (var fact in new[]
        {
            nameof(Newspaper.Publisher), nameof(Newspaper.IssueNumber), nameof(Newspaper.PostalCode), nameof(Newspaper.Hotline),
            nameof(Newspaper.Email), nameof(Newspaper.Language), nameof(Newspaper.TimeZone), nameof(Newspaper.Icp),
            nameof(Newspaper.PoliceRecord), nameof(Newspaper.NewsLicence), nameof(Newspaper.ReportPhone),
        })
        {
            builder.Property(fact).HasMaxLength(Newspaper.FactMaxLength);
        }

        builder.Property(newspaper => newspaper.LogoHash).HasMaxLength(Lengths.Hash);
        builder.Property(newspaper => newspaper.LogoExtension).HasMaxLength(Lengths.Extension);
        builder.Property(newspaper => newspaper.Version).IsConcurrencyToken();
        AsJson(builder.Property(newspaper => newspaper.Channels));
        AsJson(builder.Property(newspaper => newspaper.Social));
        AsJson(builder.Property(newspaper => newspaper.WordList)).HasDefaultValueSql("'[]'");

        // Every reader address starts with the code.
        builder.HasIndex(newspaper => newspaper.Code).IsUnique();
    }

    private static PropertyBuilder<IReadOnlyList<T>> AsJson<T>(PropertyBuilder<IReadOnlyList<T>> property) => property.HasConversion(
        items => JsonColumn.Write(items),
        text => JsonColumn.Read<T>(text),
        new ValueComparer<IReadOnlyList<T>>(
            (left, right) => left!.SequenceEqual(right!),
            items => items.Aggregate(0, (hash, item) => HashCode.Combine(hash, item)),
            items => items.ToList()));
}

internal sealed class EditionConfiguration : IEntityTypeConfiguration<Edition>
{
    public void Configure(EntityTypeBuilder<Edition> builder)
    {
        builder.Property(edition => edition.PdfHash).HasMaxLength(Lengths.Hash);
        builder.Property(edition => edition.SignedOffBy).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(edition => edition.HeldBecause).HasMaxLength(Edition.NoteMaxLength);
        builder.Property(edition => edition.ImportedFingerprint).HasMaxLength(Lengths.Hash);
        builder.Property(edition => edition.Version).IsConcurrencyToken();
        builder.HasOne(edition => edition.Newspaper).WithMany(newspaper => newspaper.Editions).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(edition => edition.Pages).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.Navigation(edition => edition.RetiredNumbers).UsePropertyAccessMode(PropertyAccessMode.Field);

        // An edition by its date; the previous, next, first, last and latest; the days of a month.
        builder.HasIndex(edition => new { edition.NewspaperId, edition.Date }).IsUnique();

        // Releases that are planned: when caches must look again.
        builder.HasIndex(edition => edition.ReleaseAt);

        // Editions of any date whose release is held, on the desk's first pages.
        builder.HasIndex(edition => edition.NewspaperId, "IX_Editions_Held").HasFilter("\"HeldSince\" IS NOT NULL");
    }
}

internal sealed class PrintPageConfiguration : IEntityTypeConfiguration<PrintPage>
{
    public void Configure(EntityTypeBuilder<PrintPage> builder)
    {
        builder.Property(page => page.Section).HasMaxLength(PrintPage.SectionMaxLength);
        builder.Property(page => page.Folder).HasMaxLength(Photo.FileNameMaxLength);
        builder.Property(page => page.PictureHash).HasMaxLength(Lengths.Hash);
        builder.Property(page => page.PictureExtension).HasMaxLength(Lengths.Extension);
        builder.Property(page => page.PdfHash).HasMaxLength(Lengths.Hash);
        builder.Property(page => page.FacsimileVersion).HasMaxLength(Lengths.FacsimileVersion);
        builder.Property(page => page.ChangedBy).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(page => page.ImportedFingerprint).HasMaxLength(Lengths.Hash);
        builder.Property(page => page.Version).IsConcurrencyToken();
        builder.Ignore(page => page.FacsimileSourceHash);
        builder.HasOne(page => page.Edition).WithMany(edition => edition.Pages).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(page => page.Articles).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.Navigation(page => page.Areas).UsePropertyAccessMode(PropertyAccessMode.Field);

        // A page of an edition by its label; all pages of an edition.
        builder.HasIndex(page => new { page.EditionId, page.Label }).IsUnique();
    }
}

internal sealed class ArticleConfiguration : IEntityTypeConfiguration<Article>
{
    public void Configure(EntityTypeBuilder<Article> builder)
    {
        builder.Property(article => article.Kicker).HasMaxLength(Article.TitleMaxLength);
        builder.Property(article => article.Title).HasMaxLength(Article.TitleMaxLength);
        builder.Property(article => article.Subtitle).HasMaxLength(Article.TitleMaxLength);
        builder.Property(article => article.Column).HasMaxLength(Article.FactMaxLength);
        builder.Property(article => article.Source).HasMaxLength(Article.FactMaxLength);
        builder.Property(article => article.Correction).HasMaxLength(Article.NoteMaxLength);
        builder.Property(article => article.Withdrawal).HasMaxLength(Article.NoteMaxLength);
        builder.Property(article => article.ChangedBy).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(article => article.ImportedFingerprint).HasMaxLength(Lengths.Hash);
        builder.Property(article => article.Version).IsConcurrencyToken();
        builder.Ignore(article => article.IsWithdrawn);
        builder.HasOne(article => article.Page).WithMany(page => page.Articles).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(article => article.Photos).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.Navigation(article => article.Areas).UsePropertyAccessMode(PropertyAccessMode.Field);

        // An article by its address; the articles of a page.
        builder.HasIndex(article => new { article.PageId, article.Number }).IsUnique();
    }
}

internal sealed class PhotoConfiguration : IEntityTypeConfiguration<Photo>
{
    public void Configure(EntityTypeBuilder<Photo> builder)
    {
        builder.Property(photo => photo.FileName).HasMaxLength(Photo.FileNameMaxLength);
        builder.Property(photo => photo.Hash).HasMaxLength(Lengths.Hash);
        builder.Property(photo => photo.Extension).HasMaxLength(Lengths.Extension);
        builder.Property(photo => photo.Caption).HasMaxLength(Photo.TextMaxLength);
        builder.Property(photo => photo.Credit).HasMaxLength(Article.FactMaxLength);
        builder.Property(photo => photo.Alt).HasMaxLength(Photo.TextMaxLength);
        builder.Property(photo => photo.FocusX).HasPrecision(7, 4);
        builder.Property(photo => photo.FocusY).HasPrecision(7, 4);
        builder.HasOne(photo => photo.Article).WithMany(article => article.Photos).OnDelete(DeleteBehavior.Cascade);

        // Whether a picture may be served: is any visible article using it?
        builder.HasIndex(photo => photo.Hash);
    }
}

internal sealed class HotAreaConfiguration : IEntityTypeConfiguration<HotArea>
{
    public void Configure(EntityTypeBuilder<HotArea> builder)
    {
        builder.HasOne(area => area.Article).WithMany(article => article.Areas).OnDelete(DeleteBehavior.Cascade);

        // The areas of a page, on its facsimile.
        builder.HasOne(area => area.Page).WithMany(page => page.Areas).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RetiredNumberConfiguration : IEntityTypeConfiguration<RetiredNumber>
{
    public void Configure(EntityTypeBuilder<RetiredNumber> builder)
    {
        builder.HasOne(retired => retired.Edition).WithMany(edition => edition.RetiredNumbers).OnDelete(DeleteBehavior.Cascade);

        // Whether a number may still be given.
        builder.HasIndex(retired => new { retired.EditionId, retired.Label, retired.Number }).IsUnique();
    }
}

internal sealed class ArticleVersionConfiguration : IEntityTypeConfiguration<ArticleVersion>
{
    public void Configure(EntityTypeBuilder<ArticleVersion> builder)
    {
        builder.Property(version => version.ReplacedBy).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.HasOne(version => version.Article).WithMany().OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class SiteFactConfiguration : IEntityTypeConfiguration<SiteFact>
{
    public void Configure(EntityTypeBuilder<SiteFact> builder)
    {
        builder.HasKey(fact => fact.Name);
        builder.Property(fact => fact.Name).HasMaxLength(50);
        builder.Property(fact => fact.Value).HasMaxLength(200);
    }
}

internal sealed class OldAddressConfiguration : IEntityTypeConfiguration<OldAddress>
{
    public void Configure(EntityTypeBuilder<OldAddress> builder)
    {
        builder.Property(old => old.Address).HasMaxLength(OldAddress.MaxLength);
        builder.HasOne(old => old.Edition).WithMany().OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(old => old.Page).WithMany().OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(old => old.Article).WithMany().OnDelete(DeleteBehavior.Cascade);

        // Where an old address leads. (Those of the three keys are for what is deleted.)
        builder.HasIndex(old => old.Address).IsUnique();
    }
}

internal sealed class SearchDocumentConfiguration : IEntityTypeConfiguration<SearchDocument>
{
    public void Configure(EntityTypeBuilder<SearchDocument> builder)
    {
        builder.HasKey(document => document.ArticleId);
        builder.Property(document => document.ArticleId).ValueGeneratedNever();
        builder.HasOne(document => document.Article).WithOne().HasForeignKey<SearchDocument>(document => document.ArticleId).OnDelete(DeleteBehavior.Cascade);
        builder.Property(document => document.Section).HasMaxLength(PrintPage.SectionMaxLength);

        // Two bytes a character, where UTF-8 takes three for Chinese; terms are cut out of it at even places.
        builder.Property(document => document.Heading).HasConversion(new Utf16Converter());
        builder.Property(document => document.Text).HasConversion(new Utf16Converter());

        // The first and the last article; characters that most articles have, looked for from the newest on: in all newspapers, in one.
        // The index of terms itself is in the migrations: the engines have nothing in common there.
        builder.HasIndex(document => document.Key).IsUnique();
        builder.HasIndex(document => new { document.NewspaperId, document.Key });
    }
}

internal sealed class SubmissionConfiguration : IEntityTypeConfiguration<Submission>
{
    public void Configure(EntityTypeBuilder<Submission> builder)
    {
        builder.Property(submission => submission.Engine).HasMaxLength(Submission.EngineMaxLength);
        builder.Property(submission => submission.Path).HasMaxLength(Submission.PathMaxLength);

        // Whether an address waits already; the queue itself is small.
        builder.HasIndex(submission => new { submission.Engine, submission.Path }).IsUnique();
    }
}

internal sealed class SubmissionStateConfiguration : IEntityTypeConfiguration<SubmissionState>
{
    public void Configure(EntityTypeBuilder<SubmissionState> builder)
    {
        builder.HasKey(state => state.Engine);
        builder.Property(state => state.Engine).HasMaxLength(Submission.EngineMaxLength);
    }
}

internal sealed class ReaderChangeConfiguration : IEntityTypeConfiguration<ReaderChange>
{
    public void Configure(EntityTypeBuilder<ReaderChange> builder) =>
        builder.Property(change => change.Newspaper).HasMaxLength(NewspaperCode.MaxLength);
}
