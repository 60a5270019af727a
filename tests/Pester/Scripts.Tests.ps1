# Every script of the repository, as PowerShell reads it, and as PSScriptAnalyzer does where it is installed: no package brings it.
BeforeDiscovery {
    $repository = (Get-Item $PSScriptRoot).Parent.Parent
    $withoutAnalyzer = -not (Get-Module PSScriptAnalyzer -ListAvailable)
    $scripts = @(Get-ChildItem (Join-Path $repository '*.ps1'); 'docs', 'src', 'tests' | ForEach-Object { Get-ChildItem (Join-Path $repository $_) -Include *.ps1 -Recurse }) |
        Where-Object FullName -NotMatch '/(bin|obj)/' | ForEach-Object { @{ Path = $_.FullName; Name = [IO.Path]::GetRelativePath($repository, $_) } }
}

Describe 'PowerShell parses' {
    It '<Name>' -ForEach $scripts {
        $errors = $null
        $null = [Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $errors)
        $errors | ForEach-Object { "$($_.Extent.StartLineNumber): $($_.Message)" } | Should -BeNullOrEmpty
    }
}

if ($withoutAnalyzer) { return }

Describe 'PSScriptAnalyzer has nothing to say of' {
    BeforeAll {
        Import-Module PSScriptAnalyzer
        $repository = (Get-Item $PSScriptRoot).Parent.Parent
    }

    It '<Name>' -ForEach $scripts {
        # What BeforeAll sets, It reads; what comes before an example keeps its listeners in variables. The analyzer looks no
        # further than one block.
        $besides = $Path -match '\.Tests\.ps1$|/Help/Before/' ? @('PSUseDeclaredVarsMoreThanAssignments') : @()
        Invoke-ScriptAnalyzer $Path -ExcludeRule $besides | ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }

    It 'the manifest, where the files are that it names' {
        Invoke-ScriptAnalyzer (Join-Path (Get-Module IpvsPS).ModuleBase 'IpvsPS.psd1') | ForEach-Object { "$($_.Line): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }

    It 'the examples in the documents' {
        $pages = @(Get-ChildItem (Join-Path $repository '*.md'); Get-ChildItem (Join-Path $repository 'docs') -Include *.md -Recurse)
        $examples = $pages | ForEach-Object { (Get-Content $_ -Raw) -split '(?m)^```powershell\n' | Select-Object -Skip 1 } | ForEach-Object { $_ -replace '(?sm)^```.*' }
        $examples.Count | Should -BeGreaterThan 100
        # They are typed at a prompt, where parameters go by their place.
        Invoke-ScriptAnalyzer -ScriptDefinition ($examples -join "`n") -ExcludeRule PSAvoidUsingPositionalParameters |
            ForEach-Object { "$($_.Extent.Text): $($_.RuleName): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
