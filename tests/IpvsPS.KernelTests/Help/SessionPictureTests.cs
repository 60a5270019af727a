using IpvsPS.Lab.Session;
using IpvsPS.Testing;

namespace IpvsPS.KernelTests.Help;

public sealed class SessionPictureTests
{
    [Fact]
    public void The_picture_in_the_README_is_what_the_session_shows()
    {
        using var space = new ScratchNamespace();

        string drawn = space.Native($"dotnet '{typeof(PromptSession).Assembly.Location}' picture '{Repository.File("docs/session.ps1")}'");

        Assert.True(
            File.ReadAllText(Repository.File("docs/session.svg")) == drawn,
            "docs/session.svg is another picture. Look at this one, and write it with\n    dotnet run --project "
                + $"tests/IpvsPS.Lab -- picture > docs/session.svg\n{drawn}"
        );
    }
}
