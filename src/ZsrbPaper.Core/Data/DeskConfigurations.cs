using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ZsrbPaper.Core.Auditing;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.Core.Packages;
using ZsrbPaper.Core.Text;

namespace ZsrbPaper.Core.Data;

internal sealed class DeskUserConfiguration : IEntityTypeConfiguration<DeskUser>
{
    public void Configure(EntityTypeBuilder<DeskUser> builder)
    {
        builder.Property(user => user.DisplayName).HasMaxLength(DeskUser.NameMaxLength);
        builder.Navigation(user => user.Memberships).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class DeskMembershipConfiguration : IEntityTypeConfiguration<DeskMembership>
{
    public void Configure(EntityTypeBuilder<DeskMembership> builder)
    {
        builder.HasOne(membership => membership.User).WithMany(user => user.Memberships).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Newspapers.Newspaper>().WithMany().HasForeignKey(membership => membership.NewspaperId).OnDelete(DeleteBehavior.Cascade);

        // The rights of a user, with every request of theirs.
        builder.HasIndex(membership => new { membership.UserId, membership.NewspaperId }).IsUnique();
    }
}

internal sealed class ReviewConfiguration : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.Property(review => review.By).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(review => review.VoidedBecause).HasMaxLength(Review.NoteMaxLength);
        builder.HasOne(review => review.Page).WithMany().OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(review => review.Article).WithMany().OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ProofRoundConfiguration : IEntityTypeConfiguration<ProofRound>
{
    public void Configure(EntityTypeBuilder<ProofRound> builder)
    {
        builder.Property(proof => proof.By).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(proof => proof.Note).HasMaxLength(ProofRound.NoteMaxLength);
        builder.HasOne(proof => proof.Page).WithMany().OnDelete(DeleteBehavior.Cascade);

        // The same round noted twice is one.
        builder.HasIndex(proof => new { proof.PageId, proof.Round }).IsUnique();
    }
}

internal sealed class ReleasedChangeConfiguration : IEntityTypeConfiguration<ReleasedChange>
{
    public void Configure(EntityTypeBuilder<ReleasedChange> builder)
    {
        builder.Property(change => change.By).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(change => change.DecidedBy).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(change => change.Note).HasMaxLength(Article.NoteMaxLength);
        builder.Property(change => change.Basis).HasMaxLength(ReleasedChange.BasisMaxLength);
        builder.Property(change => change.Version).IsConcurrencyToken();
        builder.HasOne(change => change.Page).WithMany().OnDelete(DeleteBehavior.Cascade);
        builder.HasOne(change => change.Article).WithMany().OnDelete(DeleteBehavior.Cascade);

        // What waits for a second person, on the desk's first page.
        builder.HasIndex(change => change.State);
    }
}

internal sealed class ReplacedPageFileConfiguration : IEntityTypeConfiguration<ReplacedPageFile>
{
    public void Configure(EntityTypeBuilder<ReplacedPageFile> builder)
    {
        builder.Property(file => file.PictureHash).HasMaxLength(Lengths.Hash);
        builder.Property(file => file.PictureExtension).HasMaxLength(Lengths.Extension);
        builder.Property(file => file.PdfHash).HasMaxLength(Lengths.Hash);
        builder.Property(file => file.ReplacedBy).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.HasOne(file => file.Page).WithMany().OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class EditingPresenceConfiguration : IEntityTypeConfiguration<EditingPresence>
{
    public void Configure(EntityTypeBuilder<EditingPresence> builder)
    {
        builder.HasKey(presence => new { presence.ArticleId, presence.UserName });
        builder.Property(presence => presence.UserName).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.HasOne(presence => presence.Article).WithMany().OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class PageJobConfiguration : IEntityTypeConfiguration<PageJob>
{
    public void Configure(EntityTypeBuilder<PageJob> builder)
    {
        JobColumns.Configure(builder);
        builder.Property(job => job.Reason).HasMaxLength(Article.NoteMaxLength);
        builder.HasOne(job => job.Edition).WithMany().OnDelete(DeleteBehavior.Cascade);

        // A file that is sent twice is one job.
        builder.HasIndex(job => new { job.EditionId, job.Hash }).IsUnique();
    }
}

internal sealed class PackageJobConfiguration : IEntityTypeConfiguration<PackageJob>
{
    public void Configure(EntityTypeBuilder<PackageJob> builder)
    {
        JobColumns.Configure(builder);
        builder.Property(job => job.Problems).HasConversion(
            problems => JsonColumn.Write(problems),
            json => JsonColumn.Read<PackageProblem>(json),
            new ValueComparer<IReadOnlyList<PackageProblem>>(
                (one, other) => ReferenceEquals(one, other), problems => problems.Count, problems => problems));
        builder.HasOne(job => job.Newspaper).WithMany().OnDelete(DeleteBehavior.Cascade);

        // A package that is sent twice is one job.
        builder.HasIndex(job => new { job.NewspaperId, job.Hash }).IsUnique();
    }
}

/// <summary>The columns that all jobs have.</summary>
internal static class JobColumns
{
    public static void Configure<TJob>(EntityTypeBuilder<TJob> builder)
        where TJob : DeskJob
    {
        builder.Property(job => job.FileName).HasMaxLength(Photo.FileNameMaxLength);
        builder.Property(job => job.Hash).HasMaxLength(Lengths.Hash);
        builder.Property(job => job.Extension).HasMaxLength(Lengths.Extension);
        builder.Property(job => job.CreatedBy).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(job => job.Version).IsConcurrencyToken();
        builder.Property(job => job.Problem).HasConversion(problem => problem!.ToJson(), json => Sentence.FromJson(json));

        // The next job to be done.
        builder.HasIndex(job => new { job.State, job.LeaseUntil });
    }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.HasKey(entry => entry.Number);
        builder.Property(entry => entry.Number).ValueGeneratedNever();
        builder.Property(entry => entry.Actor).HasMaxLength(ArticleVersion.AuthorMaxLength);
        builder.Property(entry => entry.Act).HasMaxLength(AuditEntry.ActMaxLength);
        builder.Property(entry => entry.Subject).HasMaxLength(AuditEntry.SubjectMaxLength);
        builder.Property(entry => entry.Detail).HasMaxLength(AuditEntry.DetailMaxLength);
        builder.Property(entry => entry.PreviousHash).HasMaxLength(Lengths.Hash);
        builder.Property(entry => entry.Hash).HasMaxLength(Lengths.Hash);

        // The acts of an edition, page or article.
        builder.HasIndex(entry => entry.Subject);
    }
}
