Describe 'Export-StateInventory' {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $repo = New-StateRepo TestDrive:/web
        $null = $repo | Add-StateDependency (New-Source TestDrive:/source) -Name app
        $repo = Get-StateRepo $repo.Path
        $folder = Convert-Path (New-Item TestDrive:/documents -ItemType Directory)
        Push-Location $folder
    }

    AfterAll { Pop-Location }

    AfterEach { Remove-Item "$folder/*" }

    It 'writes SPDX in the current location, and hands out the file' {
        $file = $repo | Export-StateInventory
        $file | Should -BeOfType System.IO.FileInfo
        $file.FullName | Should -Be "$folder/web.spdx.json"
        $document = Get-Content $file -Raw | ConvertFrom-Json
        $document.spdxVersion | Should -Be SPDX-2.3
        $document.packages.name | Should -Be web, app
        $document.packages[1].versionInfo | Should -Be ($repo | Get-StateDependency).Commit
        ($repo | Test-StateRepo).Complete | Should -BeTrue
    }

    It 'writes CycloneDX of packages that were imported' {
        $document = Get-Content (Get-FixtureRepo | Export-StateInventory -Format CycloneDx) -Raw | ConvertFrom-Json
        "$($document.bomFormat) $($document.specVersion)" | Should -Be 'CycloneDX 1.6'
        $document.components.name | Should -Be base, busybox-static
        $document.components[1].hashes[0].content | Should -Match '^[0-9a-f]{64}$'
    }

    It 'writes the same bytes again' {
        $first = $repo | Export-StateInventory | Get-FileHash
        (Export-StateInventory $repo.Path other.json | Get-FileHash).Hash | Should -Be $first.Hash
    }

    It 'writes that of another commit, too' {
        $first = Invoke-Git -C $repo.Path rev-parse HEAD~1
        (Get-Content ($repo | Export-StateInventory -Ref HEAD~1) -Raw | ConvertFrom-Json).packages.versionInfo | Should -Be $first
        (Invoke-Apart { $repo | Export-StateInventory -Ref nothing -ErrorAction Continue }).Ids | Should -Be ReferenceNotFound
    }

    It 'puts a file that nobody named beside the repository, and not into it' {
        Push-Location $repo.Path
        try {
            $document = Export-StateInventory
            $document.DirectoryName | Should -Be (Split-Path $repo.Path)
            Remove-Item $document
            Invoke-Git status --porcelain | Should -BeNullOrEmpty
        } finally { Pop-Location }
    }

    It 'says what is missing, and still writes the next' {
        $lacking = New-StateRepo TestDrive:/lacking
        Invoke-Git -C $lacking.Path update-index --add --cacheinfo "160000,$('a' * 40),deps/gone"
        Invoke-Git -C $lacking.Path commit -q -m 'Pin what is nowhere'
        $result = Invoke-Apart { $lacking, $repo | Export-StateInventory -ErrorAction Continue }
        $result.Ids | Should -Be IncompleteRepository
        $result.Output.Name | Should -Be web.spdx.json
    }

    It 'writes no inventory of one repository over that of another' {
        $twin = New-StateRepo TestDrive:/twin -Name web
        $result = Invoke-Apart { $repo, $twin | Export-StateInventory -ErrorAction Continue }
        $result.Ids | Should -Be InvalidName
        $result.Output | Should -HaveCount 1
    }

    It 'writes nothing with -WhatIf' {
        $repo | Export-StateInventory -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }
}
